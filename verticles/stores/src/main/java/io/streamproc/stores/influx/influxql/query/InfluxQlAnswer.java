package io.streamproc.stores.influx.influxql.query;

import io.streamproc.core.series.Bucket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Parses the response to an InfluxQL query: {@code
 * {"results":[{"series":[{"columns":[...],"values":[[...]]}]}]}}. No series means no data.
 */
public final class InfluxQlAnswer {
  private static final String TRUNCATED = "the server truncated its response (max-row-limit)";

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
   * @throws IllegalArgumentException if a column is missing or the response was truncated
   */
  public static List<Bucket> buckets(JsonObject answer) {
    List<Bucket> buckets = new ArrayList<>();
    for (JsonObject result : objects(answer, "results")) {
      for (JsonObject series : objects(result, "series")) {
        if (series.getBoolean("partial", false)) {
          throw new IllegalArgumentException(TRUNCATED);
        }
        add(series, buckets);
      }
    }
    return buckets;
  }

  /** Returns the rows of all series in order. */
  public static Stream<JsonArray> rows(JsonObject answer) {
    return objects(answer, "results").stream()
        .flatMap(result -> objects(result, "series").stream())
        .flatMap(series -> series.getJsonArray("values", new JsonArray()).stream())
        .map(JsonArray.class::cast);
  }

  /**
   * Returns the series of one of several statements.
   *
   * @param statement index of the statement
   */
  public static List<JsonObject> series(JsonObject answer, int statement) {
    List<JsonObject> results = objects(answer, "results");
    return statement < results.size() ? objects(results.get(statement), "series") : List.of();
  }

  /** Returns the rows of a series. */
  public static Stream<JsonArray> rowsOf(JsonObject series) {
    if (series.getBoolean("partial", false)) {
      throw new IllegalArgumentException(TRUNCATED);
    }
    return series.getJsonArray("values", new JsonArray()).stream().map(JsonArray.class::cast);
  }

  private static void add(JsonObject series, List<Bucket> buckets) {
    JsonArray columns = series.getJsonArray("columns");
    int[] at = {
      column(columns, "time"),
      column(columns, "count"),
      column(columns, "sum"),
      column(columns, "min"),
      column(columns, "max")
    };
    for (Object row : series.getJsonArray("values", new JsonArray())) {
      JsonArray values = (JsonArray) row;
      Long count = values.getLong(at[1]);
      if (count != null && count > 0) {
        buckets.add(
            new Bucket(
                time(values.getValue(at[0])),
                count,
                values.getDouble(at[2]),
                values.getDouble(at[3]),
                values.getDouble(at[4])));
      }
    }
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
