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
 * of them runs out of time or locks, and a query over thousands runs out of locks, so a stretch of
 * time gets a chunk only when it is worth one: it is near the present, or {@link #WORTH} events of
 * it have come. The number of chunks is thus bounded by the number of events divided by that. Few
 * events are lost to the rollups by it: readers add the sparse ones as they are.
 *
 * <p>Not safe for use by several threads.
 */
final class Density {
  /** Events of one chunk's stretch of time from which on it gets a chunk. */
  static final int WORTH = 100;

  /** Stretches that are remembered; a forgotten one has to be worth a chunk anew. */
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
   * The events of a part that are sparse, by their index within the part. The same part asked for
   * again gives the same answer unless {@link #stored} was called in between.
   */
  BitSet sparse(SinkBatch batch, BatchPart part) {
    long present = clock.millis() / width;
    if (isNear(batch.minTime() / width, present) && isNear(batch.maxTime() / width, present)) {
      return new BitSet();
    }
    Map<Long, Integer> counts = counts(batch, part);
    BitSet sparse = new BitSet();
    for (int i = part.from(); i < part.to(); i++) {
      long stretch = batch.time(i) / width;
      int all = counts.get(stretch) + seen.getOrDefault(stretch, 0);
      if (all < WORTH && !isNear(stretch, present)) {
        sparse.set(i - part.from());
      }
    }
    return sparse;
  }

  /** Counts what is stored now. */
  void stored(SinkBatch batch, BatchPart part) {
    counts(batch, part)
        .forEach((stretch, count) -> seen.merge(stretch, count, (a, b) -> Math.min(a + b, WORTH)));
  }

  private Map<Long, Integer> counts(SinkBatch batch, BatchPart part) {
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = part.from(); i < part.to(); i++) {
      counts.merge(batch.time(i) / width, 1, Integer::sum);
    }
    return counts;
  }

  /** The present one, and those that live events of a moment ago or ahead fall into. */
  private static boolean isNear(long stretch, long present) {
    return Math.abs(stretch - present) <= 1;
  }
}
