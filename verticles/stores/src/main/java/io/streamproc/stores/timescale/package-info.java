/**
 * The store of the high series: TimescaleDB in full where the extension is, plain PostgreSQL where
 * it is not. Owns its schema, its statements and the positions that make a redelivery harmless.
 * Start at {@code TimescaleStore}. Imports no role and nothing of Kafka.
 */
package io.streamproc.stores.timescale;
