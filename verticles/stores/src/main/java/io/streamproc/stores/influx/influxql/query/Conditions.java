package io.streamproc.stores.influx.influxql.query;

import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.influx.shared.LineProtocol;

/** Conditions of statements. */
public final class Conditions {
  private Conditions() {}

  /**
   * @param source value of the points' tag, which may be another program's
   */
  public static String source(String source) {
    String quoted = source.replace("\\", "\\\\").replace("'", "\\'");
    return "\"" + LineProtocol.TAG + "\" = '" + quoted + "'";
  }

  public static String in(TimeRange range) {
    return InfluxQlQueries.statement("time >= %dms AND time < %dms", range.from(), range.to());
  }
}
