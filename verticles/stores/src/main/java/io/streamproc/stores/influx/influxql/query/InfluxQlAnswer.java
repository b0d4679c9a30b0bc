package io.streamproc.stores.influx.influxql.query;

import io.streamproc.core.series.Bucket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;

/**
 * Parses the response to an InfluxQL query: {@code
 * {"results":[{"series":[{"columns":[...],"values":[[...]]}]}]}}. No series means no data.
 */
public final class InfluxQlAnswer {
  private InfluxQlAnswer() {}

  /** Returns the server's error, from the top level or from a result, or null. */
  public static String error(JsonObject answer) {
    for (JsonObject result : objects(answer, "results")) {
      if (result.getString("error") != null) {
        return result.getString("error");
      }
    }
    return answer.getString("error", answer.getString("message"));
  }

  /**
   * Whether the error means that nothing has been written there. The wording depends on the
   * version.
   */
  public static boolean isMissing(String error) {
    return error != null && error.contains("not found");
  }

  /**
   * Returns the buckets of all series.
   *
   * @throws IllegalArgumentException if a column is missing or the response was truncated
   */
  public static List<Bucket> buckets(JsonObject answer) {
    return series(answer).flatMap(InfluxQlAnswer::bucketsOf).toList();
  }

  /** Returns the rows of all series in order. */
  public static Stream<JsonArray> rows(JsonObject answer) {
    return series(answer).flatMap(InfluxQlAnswer::rowsOf);
  }

  private static Stream<JsonObject> series(JsonObject answer) {
    return objects(answer, "results").stream()
        .flatMap(result -> objects(result, "series").stream());
  }

  /**
   * Returns the series of one of several statements.
   *
   * @param statement index of the statement
   */
  public static Stream<JsonObject> series(JsonObject answer, int statement) {
    return objects(answer, "results").stream()
        .skip(statement)
        .limit(1)
        .flatMap(result -> objects(result, "series").stream());
  }

  /**
   * Returns the rows of a series.
   *
   * @throws IllegalArgumentException if the response was truncated
   */
  public static Stream<JsonArray> rowsOf(JsonObject series) {
    if (series.getBoolean("partial", false)) {
      throw new IllegalArgumentException("the server truncated its response (max-row-limit)");
    }
    return series.getJsonArray("values", new JsonArray()).stream().map(JsonArray.class::cast);
  }

  /** Returns the buckets of a series with the columns count, sum, min and max. */
  public static Stream<Bucket> bucketsOf(JsonObject series) {
    JsonArray columns = series.getJsonArray("columns");
    int time = column(columns, "time");
    int count = column(columns, "count");
    int sum = column(columns, "sum");
    int min = column(columns, "min");
    int max = column(columns, "max");
    return rowsOf(series)
        .filter(row -> row.getLong(count) != null && row.getLong(count) > 0)
        .map(
            row ->
                new Bucket(
                    time(row.getValue(time)),
                    row.getLong(count),
                    row.getDouble(sum),
                    row.getDouble(min),
                    row.getDouble(max)));
  }

  private static int column(JsonArray columns, String name) {
    int index = columns.getList().indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no column " + name + " in the response: " + columns);
    }
    return index;
  }

  /** Parses milliseconds as requested, or text from servers that ignore the precision. */
  private static long time(Object value) {
    return value instanceof Number millis
        ? millis.longValue()
        : OffsetDateTime.parse((String) value).toInstant().toEpochMilli();
  }

  private static List<JsonObject> objects(JsonObject in, String key) {
    return in.getJsonArray(key, new JsonArray()).stream().map(JsonObject.class::cast).toList();
  }
}
