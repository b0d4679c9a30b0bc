/**
 * The store of the low series: InfluxDB 1.8, 2.x and 3.x, or QuestDB, which takes the same writes.
 * Start at {@code InfluxStore}. This package writes, by line protocol, and assembles; {@code
 * influxql} and {@code questdb} query, each in its language; {@code shared} is what these two have
 * in common and depends on neither of them. Imports no role and nothing of Kafka.
 */
package io.streamproc.stores.influx;
