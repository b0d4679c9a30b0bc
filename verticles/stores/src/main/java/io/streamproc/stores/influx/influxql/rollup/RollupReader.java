package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.influx.influxql.query.Conditions;
import io.streamproc.stores.influx.influxql.query.InfluxQlAnswer;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.influxql.query.PointBuckets;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads buckets from the rollups of each partition as far as they are complete, else its points.
 */
public final class RollupReader {
  private static final int SOURCES = 0;
  private static final int STATES = 1;
  private static final int ROWS = 2;

  private final RollupNames names;
  private final InfluxQlQueries queries;
  private final PointBuckets points;

  /**
   * @param measurement measurement of the points
   */
  public RollupReader(String measurement, InfluxQlQueries queries, PointBuckets points) {
    names = new RollupNames(measurement);
    this.queries = queries;
    this.points = points;
  }

  /** Whether there are rollups for buckets of this step. */
  public static boolean helps(Step step) {
    return Width.coarsest(step).isPresent();
  }

  /**
   * @param range aligned to {@code step}
   * @param step one that {@link #helps}
   */
  public Future<List<Bucket>> read(TimeRange range, Step step) {
    Width width = Width.coarsest(step).orElseThrow();
    return queries
        .run(List.of(sources(), states(), rows(range, width)), "ns")
        .compose(
            answer -> {
              Map<String, Long> since = since(answer, range, step);
              StepBuckets buckets = new StepBuckets(step);
              addRows(answer, width, since, buckets);
              return addPoints(range, step, since, buckets).map(v -> buckets.all());
            });
  }

  /** The sources come first: one that is added later has no points yet. */
  private String sources() {
    return "SHOW TAG VALUES FROM \"%s\" WITH KEY = \"%s\""
        .formatted(names.points(), LineProtocol.TAG);
  }

  private String states() {
    return "SELECT last(\"since\") FROM \"%s\" GROUP BY \"%s\""
        .formatted(names.sources(), LineProtocol.TAG);
  }

  private String rows(TimeRange range, Width width) {
    return "SELECT %s FROM \"%s\" WHERE \"%s\" = '%s' AND %s GROUP BY \"%s\""
        .formatted(
            RollupRows.FIELDS,
            names.rows(),
            RollupNames.WIDTH,
            width.id(),
            Conditions.in(range),
            LineProtocol.TAG);
  }

  /** Returns the time from which on the rollups are complete, within the range, by source. */
  private static Map<String, Long> since(JsonObject answer, TimeRange range, Step step) {
    Map<String, Long> since = new HashMap<>();
    InfluxQlAnswer.series(answer, SOURCES).stream()
        .flatMap(InfluxQlAnswer::rowsOf)
        .forEach(row -> since.put(row.getString(1), range.to()));
    for (JsonObject series : InfluxQlAnswer.series(answer, STATES)) {
      InfluxQlAnswer.rowsOf(series)
          .forEach(row -> since.put(source(series), within(range, step, row.getLong(1))));
    }
    return since;
  }

  private static long within(TimeRange range, Step step, long since) {
    return since >= range.to() ? range.to() : Math.max(range.from(), step.ceil(since));
  }

  private static String source(JsonObject series) {
    return series.getJsonObject("tags").getString(LineProtocol.TAG);
  }

  private static void addRows(
      JsonObject answer, Width width, Map<String, Long> since, StepBuckets buckets) {
    for (JsonObject series : InfluxQlAnswer.series(answer, ROWS)) {
      long from = since.getOrDefault(source(series), Long.MAX_VALUE);
      latest(series, width).values().stream()
          .filter(row -> row.start() >= from)
          .forEach(row -> buckets.add(row.bucket()));
    }
  }

  /** Of the rows of several writers, the one that contains the others. */
  private static Map<Long, RollupRow> latest(JsonObject series, Width width) {
    Map<Long, RollupRow> rows = new HashMap<>();
    InfluxQlAnswer.rowsOf(series)
        .map(values -> RollupRows.row(width, values))
        .forEach(row -> rows.merge(row.start(), row, (a, b) -> a.contains(b) ? a : b));
    return rows;
  }

  private Future<Void> addPoints(
      TimeRange range, Step step, Map<String, Long> since, StepBuckets buckets) {
    Map<Long, List<String>> until = new HashMap<>();
    since.forEach(
        (source, from) -> until.computeIfAbsent(from, f -> new ArrayList<>()).add(source));
    until.remove(range.from());
    List<Future<Void>> reads = new ArrayList<>();
    until.forEach(
        (to, sources) ->
            reads.add(
                points
                    .read(sources, new TimeRange(range.from(), to), step)
                    .onSuccess(found -> found.forEach(buckets::add))
                    .mapEmpty()));
    return Future.all(reads).mapEmpty();
  }
}
