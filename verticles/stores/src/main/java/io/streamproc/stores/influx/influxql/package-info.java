/** InfluxDB, queried in InfluxQL. Must not import {@code questdb}. */
package io.streamproc.stores.influx.influxql;
