/**
 * The store of the high series: TimescaleDB, or plain PostgreSQL without the extension. Owns its
 * schema ({@code Migrations} for the tables, {@code ArrangementSql} for what TimescaleDB adds), its
 * statements, and the positions that make a redelivery harmless. Start at {@code TimescaleStore}.
 * Imports no role and nothing of Kafka.
 */
package io.streamproc.stores.timescale;
