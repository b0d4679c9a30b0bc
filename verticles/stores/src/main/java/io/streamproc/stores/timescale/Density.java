package io.streamproc.stores.timescale;

import io.streamproc.stores.SinkBatch;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides which events go into the hypertable and which into the plain table for sparse periods.
 *
 * <p>Each chunk of the hypertable is a table with its own indexes. A statement that creates
 * thousands of them exceeds the time or lock limits, and so does a query over thousands. A period
 * therefore gets a chunk only if it is near the present or at least {@link #MIN_EVENTS} events of
 * it have arrived, which limits the number of chunks to the number of events divided by {@code
 * MIN_EVENTS}. Rollups don't contain sparse events; readers add them to the rollups' buckets.
 *
 * <p>Not thread-safe.
 */
final class Density {
  /** A period with this many events gets a chunk. */
  static final int MIN_EVENTS = 100;

  /** Number of periods whose counts are remembered. A forgotten period starts again at zero. */
  private static final int REMEMBERED = 10_000;

  private final long width;
  private final Clock clock;
  private final Map<Long, Integer> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param width event time covered by a chunk
   */
  Density(Duration width, Clock clock) {
    this.width = width.toMillis();
    this.clock = clock;
  }

  /**
   * Returns the indexes of the part's sparse events. The result for a part stays the same until
   * {@link #stored} is called.
   */
  BitSet sparse(SinkBatch batch, BatchPart part) {
    long present = clock.millis() / width;
    if (isNear(batch.minTime() / width, present) && isNear(batch.maxTime() / width, present)) {
      return new BitSet();
    }
    Map<Long, Integer> counts = counts(batch, part);
    BitSet sparse = new BitSet();
    for (int i = part.from(); i < part.to(); ) {
      int end = endOfRun(batch, part, i);
      long period = batch.time(i) / width;
      int all = counts.get(period) + seen.getOrDefault(period, 0);
      if (all < MIN_EVENTS && !isNear(period, present)) {
        sparse.set(i - part.from(), end - part.from());
      }
      i = end;
    }
    return sparse;
  }

  /** Counts the events of a part that was stored. */
  void stored(SinkBatch batch, BatchPart part) {
    counts(batch, part)
        .forEach(
            (period, count) -> seen.merge(period, count, (a, b) -> Math.min(a + b, MIN_EVENTS)));
  }

  private Map<Long, Integer> counts(SinkBatch batch, BatchPart part) {
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = part.from(); i < part.to(); ) {
      int end = endOfRun(batch, part, i);
      counts.merge(batch.time(i) / width, end - i, Integer::sum);
      i = end;
    }
    return counts;
  }

  /**
   * Returns the index after the events from {@code begin} on that are in one period. Nearly all
   * events follow others of their period, and to look up each would be a noticeable part of a
   * consumer's work.
   */
  private int endOfRun(SinkBatch batch, BatchPart part, int begin) {
    long from = batch.time(begin) / width * width;
    int end = begin + 1;
    while (end < part.to() && batch.time(end) >= from && batch.time(end) - from < width) {
      end++;
    }
    return end;
  }

  /** Whether the period is the present one or next to it, where live events can fall. */
  private static boolean isNear(long period, long present) {
    return Math.abs(period - present) <= 1;
  }
}
