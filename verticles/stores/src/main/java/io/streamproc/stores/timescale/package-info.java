/**
 * The store of the high series: TimescaleDB, or plain PostgreSQL without the extension. It owns its
 * schema ({@code Migrations} for the tables, {@code ArrangementSql} for TimescaleDB's features),
 * its statements, and the positions that make redelivery harmless. Start at {@code TimescaleStore}.
 * Imports no roles and no Kafka classes.
 */
package io.streamproc.stores.timescale;
