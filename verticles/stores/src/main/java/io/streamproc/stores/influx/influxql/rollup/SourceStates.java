package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.influx.influxql.query.Conditions;
import io.streamproc.stores.influx.influxql.query.InfluxQlAnswer;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads how far the rollups of partitions contain their points. */
final class SourceStates {
  private static final int STATEMENTS = 2;

  private final RollupNames names;
  private final InfluxQlQueries queries;

  SourceStates(RollupNames names, InfluxQlQueries queries) {
    this.names = names;
    this.queries = queries;
  }

  /**
   * A partition that is read from an offset on.
   *
   * @param first the first offset that is read
   */
  record Start(String source, long first) {
    /** The partition without rollups. */
    SourceRollups without() {
      return new SourceRollups(this, new SourceState(first, SourceState.NEVER, -1, hour()));
    }
  }

  /** Returns the partitions in the same order. */
  Future<List<SourceRollups>> open(Collection<Start> starts) {
    List<String> statements = new ArrayList<>();
    for (Start start : starts) {
      statements.add(
          "SELECT \"next\", \"since\", \"until\" FROM \"%s\" WHERE %s ORDER BY time DESC LIMIT 1"
              .formatted(names.sources(), Conditions.source(start.source())));
      statements.add(
          "SELECT last(\"%s\") FROM \"%s\" WHERE %s"
              .formatted(LineProtocol.FIELD, names.points(), Conditions.source(start.source())));
    }
    return queries.run(statements, "ms").map(answer -> opened(starts, answer));
  }

  /** Whether a state of the partition can be read. */
  Future<Boolean> isStored(String source) {
    return queries
        .run(
            "SELECT last(\"next\") FROM \"%s\" WHERE %s"
                .formatted(names.sources(), Conditions.source(source)),
            "ms")
        .map(answer -> row(answer, 0) != null);
  }

  private static List<SourceRollups> opened(Collection<Start> starts, JsonObject answer) {
    List<SourceRollups> opened = new ArrayList<>();
    int statement = 0;
    for (Start start : starts) {
      SourceState state = state(start, row(answer, statement), row(answer, statement + 1));
      opened.add(new SourceRollups(start, state));
      statement += STATEMENTS;
    }
    return opened;
  }

  private static JsonArray row(JsonObject answer, int statement) {
    return InfluxQlAnswer.series(answer, statement).stream()
        .flatMap(InfluxQlAnswer::rowsOf)
        .findFirst()
        .orElse(null);
  }

  /**
   * Points that were written without rollups, by an earlier version, end the stored state: rollups
   * begin after them.
   *
   * @param stored the stored state, or null
   * @param latest the latest point, or null
   */
  private static SourceState state(Start start, JsonArray stored, JsonArray latest) {
    SourceState known = stored == null ? null : SourceState.of(stored);
    if (known != null && known.next() >= start.first() && known.since() != SourceState.NEVER) {
      return known;
    }
    long until = latest == null ? -1 : latest.getLong(0);
    return new SourceState(
        start.first(),
        latest == null ? 0 : Width.HOUR.floor(until) + Width.HOUR.millis(),
        until,
        known == null ? hour() : Math.max(hour(), known.writtenAt()));
  }

  private static long hour() {
    return Width.HOUR.floor(System.currentTimeMillis());
  }
}
