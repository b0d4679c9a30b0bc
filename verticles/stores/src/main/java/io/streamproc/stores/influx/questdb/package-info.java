/** QuestDB, queried in SQL. Must not import {@code influxql}. */
package io.streamproc.stores.influx.questdb;
