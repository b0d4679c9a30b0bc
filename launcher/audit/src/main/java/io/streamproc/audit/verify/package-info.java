/**
 * {@code streamproc verify}: holds Kafka's records against the rows of both stores, one by one in
 * effect and in bounded memory. Every record and every row goes into the digest of its window; only
 * windows whose digests differ are looked at event by event. Start at {@code Verifier}.
 */
package io.streamproc.audit.verify;
