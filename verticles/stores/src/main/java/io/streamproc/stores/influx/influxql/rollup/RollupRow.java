package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;

/**
 * The events of one partition in one bucket, as far as they have offsets below {@link #next}. Thus
 * events that are stored again are not counted again, and of two rows of one bucket the one with
 * the greater {@code next} contains the other.
 */
final class RollupRow {
  private final long start;
  private long next;
  private long count;
  private double sum;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** A bucket without events. */
  RollupRow(long start) {
    this.start = start;
  }

  /**
   * @param next offset after those of all events in it
   */
  RollupRow(Bucket bucket, long next) {
    start = bucket.start();
    count = bucket.count();
    sum = bucket.sum();
    min = bucket.min();
    max = bucket.max();
    this.next = next;
  }

  /** Adds an event, unless it is contained. Offsets must be added in ascending order. */
  void add(long offset, double amount) {
    if (offset >= next) {
      next = offset + 1;
      count++;
      sum += amount;
      min = Math.min(min, amount);
      max = Math.max(max, amount);
    }
  }

  /** Start of the bucket, epoch milliseconds. */
  long start() {
    return start;
  }

  long next() {
    return next;
  }

  /** Whether this row contains the other one, of the same bucket and partition. */
  boolean contains(RollupRow other) {
    return next > other.next || next == other.next && count >= other.count;
  }

  /** Returns the row's events; at least one is required. */
  Bucket bucket() {
    return new Bucket(start, count, sum, min, max);
  }

  boolean isEmpty() {
    return count == 0;
  }
}
