package io.streamproc.stores.influx.shared;

import io.vertx.core.Future;
import java.util.List;

/**
 * The one thing in which the audits of InfluxDB and QuestDB differ: how a page of points is asked
 * for. Within one partition of one topic no two points share a time, so the time is the cursor.
 */
public interface PointPages {
  /**
   * @param nanos time of the point, nanoseconds
   */
  record Point(long nanos, double amount) {}

  /** Completes when what was stored before is there to be read. */
  Future<Void> settled();

  /**
   * @param source value of {@link LineProtocol#TAG}
   * @param after only points later than this, nanoseconds
   * @return the next points, ascending; none at the end
   */
  Future<List<Point>> page(String source, long after, int limit);
}
