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
import io.vertx.core.json.JsonArray;
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
  private static final int UNTAGGED = 3;

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
    RowFields fields = step.millis() < width.millis() ? RowFields.PARTS : RowFields.TOTALS;
    return queries
        .run(
            List.of(sources(), states(), rows(range, width, fields), points.untagged(range, step)),
            answer -> parse(answer, range, step, width, fields))
        .compose(found -> addPoints(range, step, found));
  }

  /**
   * What the rollups have.
   *
   * @param since time from which on they are complete, within the range, by source
   */
  private record Found(StepBuckets buckets, Map<String, Long> since) {}

  private static Found parse(
      JsonObject answer, TimeRange range, Step step, Width width, RowFields fields) {
    Map<String, SourceState> states = states(answer);
    StepBuckets buckets = new StepBuckets(step);
    InfluxQlAnswer.series(answer, ROWS)
        .filter(series -> states.containsKey(source(series)))
        .forEach(
            series -> {
              SourceState state = states.get(source(series));
              long from = from(state, range, step);
              addRows(
                  series,
                  width,
                  fields,
                  state.epoch(),
                  (start, count, sum, min, max) -> {
                    if (start >= from && start < range.to()) {
                      buckets.add(start, count, sum, min, max);
                    }
                  });
            });
    InfluxQlAnswer.series(answer, UNTAGGED)
        .flatMap(InfluxQlAnswer::bucketsOf)
        .forEach(buckets::add);
    return new Found(buckets, since(answer, states, range, step));
  }

  /** Comes first: of a source that is added later, a read that began now need not know. */
  private String sources() {
    return InfluxQlQueries.statement(
        "SHOW TAG VALUES FROM \"%s\" WITH KEY = \"%s\"", names.points(), LineProtocol.TAG);
  }

  private String states() {
    return InfluxQlQueries.statement(
        "SELECT %s FROM \"%s\" GROUP BY \"%s\"",
        SourceState.COLUMNS, names.sources(), LineProtocol.TAG);
  }

  private String rows(TimeRange range, Width width, RowFields fields) {
    return InfluxQlQueries.statement(
        "SELECT %s FROM \"%s\" WHERE \"%s\" = '%s' AND %s GROUP BY \"%s\"",
        fields.columns(),
        names.rows(),
        RollupNames.WIDTH,
        width.id(),
        Conditions.in(whole(range, width)),
        LineProtocol.TAG);
  }

  private static Map<String, SourceState> states(JsonObject answer) {
    Map<String, SourceState> states = new HashMap<>();
    InfluxQlAnswer.series(answer, STATES)
        .forEach(
            series ->
                InfluxQlAnswer.rowsOf(series)
                    .forEach(row -> states.put(source(series), SourceState.of(row))));
    return states;
  }

  /** Returns the time from which on the rollups are complete, within the range, by source. */
  private static Map<String, Long> since(
      JsonObject answer, Map<String, SourceState> states, TimeRange range, Step step) {
    Map<String, Long> since = new HashMap<>();
    InfluxQlAnswer.series(answer, SOURCES)
        .flatMap(InfluxQlAnswer::rowsOf)
        .forEach(
            row -> since.put(row.getString(1), from(states.get(row.getString(1)), range, step)));
    return since;
  }

  /**
   * @param state null: without rollups
   */
  private static long from(SourceState state, TimeRange range, Step step) {
    return state == null || state.since() >= range.to()
        ? range.to()
        : Math.max(range.from(), step.ceil(state.since()));
  }

  private static String source(JsonObject series) {
    return series.getJsonObject("tags").getString(LineProtocol.TAG);
  }

  /** Rows are as long as a minute, and the range may begin and end within one. */
  private static TimeRange whole(TimeRange range, Width width) {
    return new TimeRange(width.floor(range.from()), width.floor(range.to() - 1) + width.millis());
  }

  /** Of the rows of an epoch by several writers, takes the one that contains the others. */
  private static void addRows(
      JsonObject series, Width width, RowFields fields, long epoch, BucketConsumer buckets) {
    Map<Long, JsonArray> latest = new HashMap<>();
    InfluxQlAnswer.rowsOf(series)
        .filter(row -> RowFields.epoch(row) == epoch)
        .forEach(
            row ->
                latest.merge(
                    RowFields.start(width, row),
                    row,
                    (a, b) -> RowFields.next(a) >= RowFields.next(b) ? a : b));
    latest.values().forEach(row -> fields.read(width, row, buckets));
  }

  private Future<List<Bucket>> addPoints(TimeRange range, Step step, Found found) {
    Map<Long, List<String>> until = new HashMap<>();
    found
        .since()
        .forEach((source, from) -> until.computeIfAbsent(from, f -> new ArrayList<>()).add(source));
    until.remove(range.from());
    List<Future<List<Bucket>>> reads = new ArrayList<>();
    until.forEach(
        (to, sources) ->
            reads.add(
                points
                    .read(sources, new TimeRange(range.from(), to), step)
                    .onSuccess(read -> read.forEach(found.buckets()::add))));
    return Future.all(reads).map(v -> found.buckets().all());
  }
}
