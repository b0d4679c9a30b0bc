package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one partition in a minute or an hour, as far as they have offsets below {@link
 * #next}. Thus events that are stored again are not counted again, and of two rows of one time the
 * one with the greater {@code next} contains the other.
 */
final class RollupRow {
  private final Width width;
  private final long start;
  private final Totals[] parts;
  private long next;

  /** A row without events. */
  RollupRow(Width width, long start) {
    this.width = width;
    this.start = start;
    parts = new Totals[width.parts()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Totals();
    }
  }

  /**
   * @param buckets its events, in buckets no wider than a part
   * @param next offset after those of all events in it
   */
  static RollupRow of(Width width, long start, List<Bucket> buckets, long next) {
    RollupRow row = new RollupRow(width, start);
    buckets.forEach(bucket -> row.part(bucket.start()).add(bucket));
    row.next = next;
    return row;
  }

  private Totals part(long time) {
    return parts[(int) ((time - start) / width.part().millis())];
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

  long next() {
    return next;
  }

  /** Returns its parts with events, ascending. */
  List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].isEmpty()) {
        buckets.add(parts[i].bucket(start + i * width.part().millis()));
      }
    }
    return buckets;
  }

  /** Returns all its events; at least one is required. */
  Bucket total() {
    Totals all = new Totals();
    buckets().forEach(all::add);
    return all.bucket(start);
  }

  /** Of two rows of one time, returns the one that contains the other. */
  RollupRow or(RollupRow other) {
    return next >= other.next ? this : other;
  }
}
