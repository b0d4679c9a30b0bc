/**
 * The store of the low series: InfluxDB 1.8, 2.x and 3.x, or QuestDB, which accepts the same
 * writes. Start at {@code InfluxStore}. This package writes line protocol and assembles the parts.
 * {@code influxql} and {@code questdb} query in their languages. {@code shared} holds their common
 * code and depends on neither. Imports no roles and no Kafka classes.
 */
package io.streamproc.stores.influx;
