package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one partition in a minute or an hour, as far as they have offsets below {@link
 * #next}. Thus events that are stored again are not counted again, and of two rows of one time and
 * epoch the one with the greater {@code next} contains the other.
 */
final class RollupRow implements BucketConsumer {
  private final Width width;
  private final long start;
  private final long epoch;
  private final Totals[] parts;
  private long next;

  /**
   * @param epoch see {@link SourceState}
   * @param next offset after those of all events that are added as buckets
   */
  RollupRow(Width width, long start, long epoch, long next) {
    this.width = width;
    this.start = start;
    this.epoch = epoch;
    this.next = next;
    parts = new Totals[width.parts()];
  }

  /** Adds events in a bucket no wider than a part. */
  @Override
  public void add(long bucket, long count, double sum, double min, double max) {
    part(bucket).add(count, sum, min, max);
  }

  private Totals part(long time) {
    int part = (int) ((time - start) / width.part().millis());
    if (parts[part] == null) {
      parts[part] = new Totals();
    }
    return parts[part];
  }

  /** Adds an event, unless it is contained. Offsets must be added in ascending order. */
  void add(long offset, long time, double amount) {
    if (offset >= next) {
      next = offset + 1;
      part(time).add(amount);
    }
  }

  Width width() {
    return width;
  }

  /** Epoch milliseconds. */
  long start() {
    return start;
  }

  long epoch() {
    return epoch;
  }

  long next() {
    return next;
  }

  /** Returns its parts with events, ascending. */
  List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] != null) {
        buckets.add(parts[i].bucket(start + i * width.part().millis()));
      }
    }
    return buckets;
  }

  /** Returns all its events; at least one is required. */
  Bucket total() {
    Totals all = new Totals();
    for (Bucket one : buckets()) {
      all.add(one.count(), one.sum(), one.min(), one.max());
    }
    return all.bucket(start);
  }

  /** Of two rows of one time and epoch, returns the one that contains the other. */
  RollupRow or(RollupRow other) {
    return next >= other.next ? this : other;
  }
}
