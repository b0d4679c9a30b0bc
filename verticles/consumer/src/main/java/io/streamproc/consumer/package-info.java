/**
 * What both consumers are: poll, store, commit, hint, and again. The guarantee lives in that order;
 * which side is kept and where is the only thing a consumer's module adds. Knows Kafka and the
 * stores' contract, but no particular store.
 */
package io.streamproc.consumer;
