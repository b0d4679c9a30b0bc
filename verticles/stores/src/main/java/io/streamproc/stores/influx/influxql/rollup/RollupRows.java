package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.vertx.core.Future;
import java.util.List;

/** Reads rows. */
final class RollupRows {
  /** Statements of one request, each of which takes the server some 50 microseconds. */
  private static final int MAX_STATEMENTS = 1_000;

  private final RollupNames names;
  private final InfluxQlQueries queries;

  RollupRows(RollupNames names, InfluxQlQueries queries) {
    this.names = names;
    this.queries = queries;
  }

  /** Completes when all lookups have their rows. */
  Future<Void> read(List<RowLookup> lookups) {
    if (lookups.isEmpty()) {
      return Future.succeededFuture();
    }
    List<RowLookup> now = lookups.subList(0, Math.min(MAX_STATEMENTS, lookups.size()));
    return queries
        .run(now.stream().map(lookup -> lookup.statement(names)).toList(), "ns")
        .map(
            answer -> {
              for (int i = 0; i < now.size(); i++) {
                now.get(i).take(answer, i);
              }
              return null;
            })
        .compose(v -> read(lookups.subList(now.size(), lookups.size())));
  }
}
