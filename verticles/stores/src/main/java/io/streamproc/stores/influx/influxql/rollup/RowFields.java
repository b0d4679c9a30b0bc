package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a row: {@code next}, and either {@code count}, {@code sum}, {@code min} and {@code
 * max}, or {@code parts}, the text of which has the same numbers for each part with events: {@code
 * index:count:sum:min:max}, separated by commas.
 */
enum RowFields {
  /** One bucket for each row. */
  TOTALS("\"next\", \"count\", \"sum\", \"min\", \"max\"") {
    @Override
    List<Bucket> buckets(Width width, long start, JsonArray values) {
      return List.of(
          new Bucket(
              start,
              values.getLong(FIRST),
              values.getDouble(FIRST + 1),
              values.getDouble(FIRST + 2),
              values.getDouble(LAST)));
    }
  },

  /** One bucket for each part of a row. */
  PARTS("\"next\", \"parts\"") {
    @Override
    List<Bucket> buckets(Width width, long start, JsonArray values) {
      List<Bucket> buckets = new ArrayList<>();
      for (String part : values.getString(FIRST).split(",")) {
        int index = part.indexOf(':');
        long at = start + Integer.parseInt(part, 0, index, TEN) * width.part().millis();
        buckets.add(Totals.parse(at, part.substring(index + 1)));
      }
      return buckets;
    }
  };

  private static final int FIRST = 2;
  private static final int LAST = 5;
  private static final int TEN = 10;

  private final String columns;

  RowFields(String columns) {
    this.columns = columns;
  }

  /** Those that hold all of a row of this width. */
  static RowFields all(Width width) {
    return width.parts() > 1 ? PARTS : TOTALS;
  }

  /** Columns of a statement. */
  String columns() {
    return columns;
  }

  /** Parses a row of these columns with its time in nanoseconds. */
  final RollupRow row(Width width, JsonArray values) {
    long start = RollupNames.start(width, values.getLong(0));
    return RollupRow.of(width, start, buckets(width, start, values), values.getLong(1));
  }

  abstract List<Bucket> buckets(Width width, long start, JsonArray values);

  /** Returns the text of {@code parts}. */
  static String parts(RollupRow row) {
    StringBuilder text = new StringBuilder();
    for (Bucket bucket : row.buckets()) {
      Totals totals = new Totals();
      totals.add(bucket);
      text.append(text.isEmpty() ? "" : ",")
          .append((bucket.start() - row.start()) / row.width().part().millis())
          .append(':');
      totals.append(text);
    }
    return text.toString();
  }
}
