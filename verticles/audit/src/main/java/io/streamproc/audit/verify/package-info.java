/**
 * {@code streamproc verify}: compares Kafka's records with the rows of both stores in bounded
 * memory. Every record and every row is added to the digest of its window; only windows with
 * different digests are compared event by event. Start at {@code Verifier}.
 */
package io.streamproc.audit.verify;
