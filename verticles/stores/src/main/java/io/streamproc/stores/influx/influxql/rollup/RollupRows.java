package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.List;

/** Reads rows. */
final class RollupRows {
  static final String FIELDS = "\"count\", \"sum\", \"min\", \"max\", \"next\"";

  /** Statements of one request, each of which takes the server some 50 microseconds. */
  private static final int MAX_STATEMENTS = 200;

  private static final int COUNT = 1;
  private static final int SUM = 2;
  private static final int MIN = 3;
  private static final int MAX = 4;
  private static final int NEXT = 5;

  private final RollupNames names;
  private final InfluxQlQueries queries;

  RollupRows(RollupNames names, InfluxQlQueries queries) {
    this.names = names;
    this.queries = queries;
  }

  /** Parses a row with time in nanoseconds and {@link #FIELDS}. */
  static RollupRow row(Width width, JsonArray values) {
    return new RollupRow(
        new Bucket(
            RollupNames.start(width, values.getLong(0)),
            values.getLong(COUNT),
            values.getDouble(SUM),
            values.getDouble(MIN),
            values.getDouble(MAX)),
        values.getLong(NEXT));
  }

  /** Completes when all lookups have their rows. */
  Future<Void> read(List<RowLookup> lookups) {
    if (lookups.isEmpty()) {
      return Future.succeededFuture();
    }
    List<RowLookup> now = lookups.subList(0, Math.min(MAX_STATEMENTS, lookups.size()));
    return queries
        .run(now.stream().map(lookup -> lookup.statement(names)).toList(), "ns")
        .onSuccess(
            answer -> {
              for (int i = 0; i < now.size(); i++) {
                now.get(i).take(answer, i);
              }
            })
        .compose(v -> read(lookups.subList(now.size(), lookups.size())));
  }
}
