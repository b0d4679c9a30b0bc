package io.streamproc.stores.influx.influxql.rollup;

import io.vertx.core.json.JsonArray;

/**
 * How far the rollups of one partition contain its points, as one of its owners has stored it.
 *
 * @param generation greater for each process that opens the partition; the greatest one counts
 * @param epoch generation in which the rows were begun; rows of other epochs don't count
 * @param begun first offset of that epoch: earlier events are in the points at most
 * @param next offset below which all events since {@code begun} are stored
 * @param since the rows contain all points from this time on, epoch milliseconds; whole hours
 * @param until greatest time of a point, epoch milliseconds, or -1: later buckets have no rows
 */
record SourceState(long generation, long epoch, long begun, long next, long since, long until) {
  /** The value of {@code since} if no rollups are kept. */
  static final long NEVER = Long.MAX_VALUE;

  /** Columns of {@link #of}. */
  static final String COLUMNS =
      "max(\"generation\"), \"epoch\", \"begun\", \"next\", \"since\", \"until\"";

  private static final int EPOCH = 2;
  private static final int BEGUN = 3;
  private static final int NEXT = 4;
  private static final int SINCE = 5;
  private static final int UNTIL = 6;

  /** Parses a row with its time and {@link #COLUMNS}. */
  static SourceState of(JsonArray row) {
    return new SourceState(
        row.getLong(1),
        row.getLong(EPOCH),
        row.getLong(BEGUN),
        row.getLong(NEXT),
        row.getLong(SINCE),
        row.getLong(UNTIL));
  }

  /**
   * A state without rows.
   *
   * @param first the first offset that is read
   * @param latest time of the latest point, epoch milliseconds, or -1
   */
  static SourceState begin(long generation, long first, long latest) {
    return new SourceState(
        generation,
        generation,
        first,
        first,
        latest < 0 ? 0 : Width.HOUR.floor(latest) + Width.HOUR.millis(),
        latest);
  }

  /** The state of a partition whose rollups are not kept. */
  static SourceState none(long generation) {
    return new SourceState(generation, generation, 0, 0, NEVER, -1);
  }

  /** Whether events from this offset on can be added to the rows. */
  boolean covers(long first) {
    return since != NEVER && begun <= first && first <= next;
  }

  /** Whether events before this offset are missing. */
  boolean isBehind(long first) {
    return since != NEVER && next < first;
  }

  SourceState claimedBy(long other) {
    return new SourceState(other, epoch, begun, next, since, until);
  }

  SourceState withSince(long other) {
    return new SourceState(generation, epoch, begun, next, other, until);
  }

  /**
   * @param to next offset of a batch
   * @param latest time of its latest event, or -1
   */
  SourceState after(long to, long latest) {
    return new SourceState(
        generation, epoch, begun, Math.max(next, to), since, Math.max(until, latest));
  }
}
