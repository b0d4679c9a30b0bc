/** InfluxDB, queried in InfluxQL. Imports nothing of QuestDB. */
package io.streamproc.stores.influx.influxql;
