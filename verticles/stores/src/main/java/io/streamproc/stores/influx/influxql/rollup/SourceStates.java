package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.influx.influxql.query.Conditions;
import io.streamproc.stores.influx.influxql.query.InfluxQlAnswer;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads the states of partitions. */
final class SourceStates {
  private static final int STATEMENTS = 2;

  private final RollupNames names;
  private final InfluxQlQueries queries;

  SourceStates(RollupNames names, InfluxQlQueries queries) {
    this.names = names;
    this.queries = queries;
  }

  /**
   * What is stored of a partition.
   *
   * @param state the state of its latest owner, or null
   * @param latest time of its latest point, epoch milliseconds, or -1
   */
  record Stored(SourceState state, long latest) {}

  /** Returns what is stored of these sources, in the same order. */
  Future<List<Stored>> read(List<String> sources) {
    List<String> statements = new ArrayList<>();
    for (String source : sources) {
      statements.add(state(source));
      statements.add(latest(source, ""));
    }
    return queries.run(
        statements,
        answer ->
            IntStream.range(0, sources.size())
                .map(i -> i * STATEMENTS)
                .mapToObj(i -> new Stored(stateOf(answer, i), latestOf(answer, i + 1)))
                .toList());
  }

  /** Returns the state of the latest owner, or null. */
  Future<SourceState> read(String source) {
    return queries.run(state(source), InfluxQlQueries.MILLIS, answer -> stateOf(answer, 0));
  }

  /** Returns the time of the latest point before another time, epoch milliseconds, or -1. */
  Future<Long> latestBefore(String source, long time) {
    return queries.run(
        latest(source, " AND time < " + time + "ms"),
        InfluxQlQueries.MILLIS,
        answer -> latestOf(answer, 0));
  }

  private String latest(String source, String before) {
    return InfluxQlQueries.statement(
        "SELECT last(\"%s\") FROM \"%s\" WHERE %s%s",
        LineProtocol.FIELD, names.points(), Conditions.source(source), before);
  }

  private String state(String source) {
    return InfluxQlQueries.statement(
        "SELECT %s FROM \"%s\" WHERE %s",
        SourceState.COLUMNS, names.sources(), Conditions.source(source));
  }

  private static SourceState stateOf(JsonObject answer, int statement) {
    return row(answer, statement).map(SourceState::of).orElse(null);
  }

  private static long latestOf(JsonObject answer, int statement) {
    return row(answer, statement).map(point -> point.getLong(0)).orElse(-1L);
  }

  private static Optional<JsonArray> row(JsonObject answer, int statement) {
    return InfluxQlAnswer.series(answer, statement).flatMap(InfluxQlAnswer::rowsOf).findFirst();
  }
}
