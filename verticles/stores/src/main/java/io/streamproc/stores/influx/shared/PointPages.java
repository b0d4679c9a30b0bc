package io.streamproc.stores.influx.shared;

import io.vertx.core.Future;
import java.util.List;

/**
 * Reads points page by page, for the audit. Within one partition of one topic no two points have
 * the same time, so the time is the cursor.
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
   * @param after only points later than this, nanoseconds
   * @return the next points, ascending; none at the end
   */
  Future<List<Point>> page(String source, long after, int limit);
}
