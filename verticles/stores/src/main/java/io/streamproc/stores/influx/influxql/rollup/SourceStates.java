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
      statements.add(
          InfluxQlQueries.statement(
              "SELECT last(\"%s\") FROM \"%s\" WHERE %s",
              LineProtocol.FIELD, names.points(), Conditions.source(source)));
    }
    return queries
        .run(statements, "ms")
        .map(
            answer -> {
              List<Stored> stored = new ArrayList<>();
              for (int i = 0; i < statements.size(); i += STATEMENTS) {
                JsonArray state = row(answer, i);
                JsonArray point = row(answer, i + 1);
                stored.add(
                    new Stored(
                        state == null ? null : SourceState.of(state),
                        point == null ? -1 : point.getLong(0)));
              }
              return stored;
            });
  }

  /** Returns the state of the latest owner, or null. */
  Future<SourceState> read(String source) {
    return queries
        .run(state(source), "ms")
        .map(answer -> row(answer, 0))
        .map(row -> row == null ? null : SourceState.of(row));
  }

  private String state(String source) {
    return InfluxQlQueries.statement(
        "SELECT %s FROM \"%s\" WHERE %s",
        SourceState.COLUMNS, names.sources(), Conditions.source(source));
  }

  private static JsonArray row(JsonObject answer, int statement) {
    return InfluxQlAnswer.series(answer, statement).stream()
        .flatMap(InfluxQlAnswer::rowsOf)
        .findFirst()
        .orElse(null);
  }
}
