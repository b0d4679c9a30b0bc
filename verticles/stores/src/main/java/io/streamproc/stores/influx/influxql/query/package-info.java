/** Runs InfluxQL statements and parses the responses. */
package io.streamproc.stores.influx.influxql.query;
