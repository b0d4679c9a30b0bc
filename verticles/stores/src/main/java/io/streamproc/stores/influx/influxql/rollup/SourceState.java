package io.streamproc.stores.influx.influxql.rollup;

import io.vertx.core.json.JsonArray;

/**
 * How far the rollups of one partition contain its points.
 *
 * @param next offset below which all events are in the points and, as far as they are not before
 *     {@code since}, in the rollups
 * @param since the rollups contain all points from this time on, epoch milliseconds; whole hours
 * @param until greatest time of a point, or -1: later buckets have no rows
 * @param writtenAt time of the stored state, epoch milliseconds; a later state has no earlier one
 */
record SourceState(long next, long since, long until, long writtenAt) {
  /** The value of {@code since} if the rollups are not kept. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int UNTIL = 3;

  /** Parses a row with time in milliseconds, next, since and until. */
  static SourceState of(JsonArray row) {
    return new SourceState(row.getLong(1), row.getLong(2), row.getLong(UNTIL), row.getLong(0));
  }

  SourceState withSince(long since) {
    return new SourceState(next, since, until, writtenAt);
  }
}
