package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;

/** Sums of the events of one bucket, to which more are added. */
final class Totals {
  private long count;
  private double sum;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  void add(double amount) {
    add(1, amount, amount, amount);
  }

  /** Adds the sums of several events. */
  void add(long events, double total, double least, double greatest) {
    count += events;
    sum += total;
    min = Math.min(min, least);
    max = Math.max(max, greatest);
  }

  /** Returns them as a bucket; there must be an event. */
  Bucket bucket(long start) {
    return new Bucket(start, count, sum, min, max);
  }
}
