package io.streamproc.aggregator;

import io.streamproc.core.series.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ranges that have to be read again. Ranges that overlap or almost touch are merged, so a thousand
 * hints about the present form one range.
 */
final class DirtyRanges {
  /** If ranges are further apart, reading them separately is cheaper than reading the gap. */
  private static final long GAP_MS = 10_000;

  private final TreeMap<Long, TimeRange> byStart = new TreeMap<>();

  void add(TimeRange range) {
    TimeRange all = range;
    Map.Entry<Long, TimeRange> near = byStart.floorEntry(all.to() + GAP_MS);
    while (near != null && near.getValue().to() + GAP_MS >= all.from()) {
      byStart.remove(near.getKey());
      all = all.union(near.getValue());
      near = byStart.floorEntry(all.to() + GAP_MS);
    }
    byStart.put(all.from(), all);
  }

  boolean isEmpty() {
    return byStart.isEmpty();
  }

  /** Removes all ranges and returns their parts within {@code window} in ascending order. */
  List<TimeRange> take(TimeRange window) {
    List<TimeRange> taken = new ArrayList<>();
    for (TimeRange range : byStart.values()) {
      long from = Math.max(range.from(), window.from());
      long to = Math.min(range.to(), window.to());
      if (from < to) {
        taken.add(new TimeRange(from, to));
      }
    }
    byStart.clear();
    return taken;
  }
}
