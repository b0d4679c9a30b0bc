package io.streamproc.stores.influx.influxql.rollup;

/** Takes buckets one by one, without an object for each: a query of an hour reads thousands. */
@FunctionalInterface
interface BucketConsumer {
  /** See {@link io.streamproc.core.series.Bucket}. */
  void add(long start, long count, double sum, double min, double max);
}
