/**
 * Rollups of the points by 5 seconds, minutes and hours, for reads of long ranges. See {@link
 * io.streamproc.stores.influx.influxql.rollup.InfluxQlRollups} for how they stay exact.
 */
package io.streamproc.stores.influx.influxql.rollup;
