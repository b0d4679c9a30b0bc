package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Merges buckets of any finer width to those of one step. */
final class StepBuckets {
  private final Step step;
  private final Map<Long, Bucket> buckets = new TreeMap<>();

  StepBuckets(Step step) {
    this.step = step;
  }

  void add(Bucket one) {
    long start = step.floor(one.start());
    Bucket moved = new Bucket(start, one.count(), one.sum(), one.min(), one.max());
    buckets.merge(start, moved, (a, b) -> a.merge(b, start));
  }

  /** Returns them in ascending order. */
  List<Bucket> all() {
    return List.copyOf(buckets.values());
  }
}
