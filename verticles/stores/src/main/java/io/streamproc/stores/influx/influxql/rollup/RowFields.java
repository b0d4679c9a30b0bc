package io.streamproc.stores.influx.influxql.rollup;

import com.fasterxml.jackson.core.io.NumberInput;
import io.streamproc.core.series.Bucket;
import io.vertx.core.json.JsonArray;

/**
 * The fields of a row: {@code next}, {@code epoch}, and either {@code count}, {@code sum}, {@code
 * min} and {@code max}, or {@code parts}, the text of which has the same numbers for each part with
 * events: {@code index:count:sum:min:max}, separated by commas.
 */
enum RowFields {
  /** One bucket for each row. */
  TOTALS("\"next\", \"epoch\", \"count\", \"sum\", \"min\", \"max\"") {
    @Override
    void read(Width width, JsonArray row, BucketConsumer each) {
      each.add(
          start(width, row),
          row.getLong(FIRST),
          row.getDouble(FIRST + 1),
          row.getDouble(FIRST + 2),
          row.getDouble(LAST));
    }
  },

  /** One bucket for each part of a row. */
  PARTS("\"next\", \"epoch\", \"parts\"") {
    @Override
    void read(Width width, JsonArray row, BucketConsumer each) {
      long start = start(width, row);
      String text = row.getString(FIRST);
      for (int at = 0; at < text.length(); ) {
        int end = text.indexOf(BETWEEN_PARTS, at);
        end = end < 0 ? text.length() : end;
        part(width, start, text, at, end, each);
        at = end + 1;
      }
    }
  };

  private static final int FIRST = 3;
  private static final int LAST = 6;
  private static final int TEN = 10;
  private static final char BETWEEN_PARTS = ',';
  private static final char BETWEEN_NUMBERS = ':';

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

  /** Start of a row that was read, with its time in milliseconds. */
  static long start(Width width, JsonArray row) {
    return width.floor(row.getLong(0));
  }

  /** See {@link RollupRow#next}. */
  static long next(JsonArray row) {
    return row.getLong(1);
  }

  /** See {@link SourceState#epoch}. */
  static long epoch(JsonArray row) {
    return row.getLong(2);
  }

  /** Reads the buckets of a row. */
  abstract void read(Width width, JsonArray row, BucketConsumer each);

  private static void part(
      Width width, long start, String text, int from, int to, BucketConsumer each) {
    int count = text.indexOf(BETWEEN_NUMBERS, from) + 1;
    int sum = text.indexOf(BETWEEN_NUMBERS, count) + 1;
    int min = text.indexOf(BETWEEN_NUMBERS, sum) + 1;
    int max = text.indexOf(BETWEEN_NUMBERS, min) + 1;
    each.add(
        start + Integer.parseInt(text, from, count - 1, TEN) * width.part().millis(),
        Long.parseLong(text, count, sum - 1, TEN),
        number(text, sum, min - 1),
        number(text, min, max - 1),
        number(text, max, to));
  }

  private static double number(String text, int from, int to) {
    return NumberInput.parseDouble(text.substring(from, to), true);
  }

  /** Returns the text of {@code parts}. */
  static String parts(RollupRow row) {
    StringBuilder text = new StringBuilder();
    for (Bucket bucket : row.buckets()) {
      if (!text.isEmpty()) {
        text.append(BETWEEN_PARTS);
      }
      text.append((bucket.start() - row.start()) / row.width().part().millis())
          .append(BETWEEN_NUMBERS)
          .append(bucket.count())
          .append(BETWEEN_NUMBERS)
          .append(bucket.sum())
          .append(BETWEEN_NUMBERS)
          .append(bucket.min())
          .append(BETWEEN_NUMBERS)
          .append(bucket.max());
    }
    return text.toString();
  }
}
