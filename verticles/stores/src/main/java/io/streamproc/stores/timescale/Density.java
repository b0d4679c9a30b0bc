package io.streamproc.stores.timescale;

import io.streamproc.stores.SinkBatch;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides which events go into the hypertable and which into the plain table for sparse times.
 *
 * <p>A chunk of the hypertable is a table with indexes of its own. A statement that makes thousands
 * of them runs out of time or locks, and a query over thousands runs out of locks. So a period gets
 * a chunk only if it is near the present or {@link #WORTH} events of it have come, which bounds the
 * number of chunks by the number of events divided by {@code WORTH}. Sparse events are in no
 * rollup; readers add them to the rollups' buckets.
 *
 * <p>Not thread-safe.
 */
final class Density {
  /** A period with this many events gets a chunk. */
  static final int WORTH = 100;

  /** Periods whose counts are remembered; a forgotten one starts again at zero. */
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
   * @param width event time that a chunk spans
   */
  Density(Duration width, Clock clock) {
    this.width = width.toMillis();
    this.clock = clock;
  }

  /**
   * The events of a part that are sparse, by their index within the part. The result for a part
   * stays the same until {@link #stored} is called.
   */
  BitSet sparse(SinkBatch batch, BatchPart part) {
    long present = clock.millis() / width;
    if (isNear(batch.minTime() / width, present) && isNear(batch.maxTime() / width, present)) {
      return new BitSet();
    }
    Map<Long, Integer> counts = counts(batch, part);
    BitSet sparse = new BitSet();
    for (int i = part.from(); i < part.to(); i++) {
      long period = batch.time(i) / width;
      int all = counts.get(period) + seen.getOrDefault(period, 0);
      if (all < WORTH && !isNear(period, present)) {
        sparse.set(i - part.from());
      }
    }
    return sparse;
  }

  /** Adds the events of a part that was stored. */
  void stored(SinkBatch batch, BatchPart part) {
    counts(batch, part)
        .forEach((period, count) -> seen.merge(period, count, (a, b) -> Math.min(a + b, WORTH)));
  }

  private Map<Long, Integer> counts(SinkBatch batch, BatchPart part) {
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = part.from(); i < part.to(); i++) {
      counts.merge(batch.time(i) / width, 1, Integer::sum);
    }
    return counts;
  }

  /** The present period and its neighbours, which live events can fall into. */
  private static boolean isNear(long period, long present) {
    return Math.abs(period - present) <= 1;
  }
}
