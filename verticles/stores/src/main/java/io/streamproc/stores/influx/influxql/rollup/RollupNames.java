package io.streamproc.stores.influx.influxql.rollup;

/**
 * The measurements of the rollups, and how their points are identified.
 *
 * @param points measurement of the points
 */
record RollupNames(String points) {
  static final String WIDTH = "width";

  static final long NANOS = 1_000_000;

  /** Rows: tags source and width, fields as in {@link RowFields}. */
  String rows() {
    return points + "_rollups";
  }

  /** States: tag source, fields as in {@link SourceState}. */
  String sources() {
    return points + "_rollup_sources";
  }

  /**
   * Time of a row, nanoseconds: the last millisecond of its bucket, so that retention never drops a
   * row before the points, and in it the number of the writer, so that a late write of another one
   * replaces nothing.
   *
   * @param writer 0 to 999,999
   */
  static long time(Width width, long start, int writer) {
    return (start + width.millis() - 1) * NANOS + writer;
  }
}
