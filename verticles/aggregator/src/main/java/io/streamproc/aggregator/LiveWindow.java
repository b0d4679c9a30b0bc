package io.streamproc.aggregator;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A cache of the recent one-second buckets of one series, as last read. It detects changes, and
 * coarser buckets are summed from it instead of being read. It may be dropped and filled again at
 * any moment.
 */
final class LiveWindow {
  private final TreeMap<Long, Bucket> seconds = new TreeMap<>();

  /**
   * Replaces the buckets of a range.
   *
   * @param range the range that was read, whole seconds
   * @param read its buckets of one second
   * @return starts of the seconds whose state has changed, ascending
   */
  TreeSet<Long> replace(TimeRange range, List<Bucket> read) {
    TreeSet<Long> changed = new TreeSet<>();
    NavigableMap<Long, Bucket> old = seconds.subMap(range.from(), true, range.to(), false);
    List<Long> gone = new ArrayList<>(old.keySet());
    for (Bucket bucket : read) {
      gone.remove(bucket.start());
      if (!bucket.equals(seconds.put(bucket.start(), bucket))) {
        changed.add(bucket.start());
      }
    }
    gone.forEach(
        seconds::remove); // retention; not published, because the larger count wins at the client
    return changed;
  }

  /** Returns the complete buckets of {@code step} in which a second changed, ascending. */
  List<Bucket> buckets(Step step, TreeSet<Long> changedSeconds) {
    List<Bucket> out = new ArrayList<>();
    long done = Long.MIN_VALUE;
    for (long second : changedSeconds) {
      long start = step.floor(second);
      if (start != done) {
        out.add(bucket(step, start));
        done = start;
      }
    }
    return out;
  }

  private Bucket bucket(Step step, long start) {
    return seconds.subMap(start, start + step.millis()).values().stream()
        .reduce((a, b) -> a.merge(b, start))
        .map(b -> new Bucket(start, b.count(), b.sum(), b.min(), b.max()))
        .orElseThrow();
  }

  /** Removes the buckets before {@code start}. */
  void evictBefore(long start) {
    seconds.headMap(start).clear();
  }
}
