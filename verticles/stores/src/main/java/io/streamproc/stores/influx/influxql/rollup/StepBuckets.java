package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Merges buckets of any finer width to those of one step. */
final class StepBuckets implements BucketConsumer {
  private final Step step;
  private final Map<Long, Totals> buckets = new HashMap<>();

  StepBuckets(Step step) {
    this.step = step;
  }

  @Override
  public void add(long start, long count, double sum, double min, double max) {
    buckets.computeIfAbsent(step.floor(start), s -> new Totals()).add(count, sum, min, max);
  }

  void add(Bucket one) {
    add(one.start(), one.count(), one.sum(), one.min(), one.max());
  }

  /** Returns them in ascending order. */
  List<Bucket> all() {
    List<Bucket> all = new ArrayList<>(buckets.size());
    new TreeMap<>(buckets).forEach((start, totals) -> all.add(totals.bucket(start)));
    return all;
  }
}
