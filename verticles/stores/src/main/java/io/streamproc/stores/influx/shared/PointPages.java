package io.streamproc.stores.influx.shared;

import io.vertx.core.Future;
import java.util.List;

/**
 * Reads points page by page for the audit. No two points of one partition have the same time, so
 * the time is the cursor.
 */
public interface PointPages {
  /**
   * @param nanos time of the point, nanoseconds
   */
  record Point(long nanos, double amount) {}

  /** Completes when everything stored before the call is visible to queries. */
  Future<Void> settled();

  /**
   * @param source value of {@link LineProtocol#TAG}
   * @param after only later points are returned, nanoseconds
   * @return the next points in ascending order; empty at the end
   */
  Future<List<Point>> page(String source, long after, int limit);
}
