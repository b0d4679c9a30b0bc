/**
 * The store of the low series: InfluxDB 1.8, 2.x and 3.x, written by line protocol and read in
 * InfluxQL, or QuestDB, which takes the same writes and is read in SQL. Start at {@code
 * InfluxStore}. Imports no role and nothing of Kafka; blocking calls run on a worker of its own.
 */
package io.streamproc.stores.influx;
