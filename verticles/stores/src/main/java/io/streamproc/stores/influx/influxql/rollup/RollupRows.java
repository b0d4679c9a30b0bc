package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Reads rows. */
final class RollupRows {
  /** Statements of one request, each of which takes the server some 50 microseconds. */
  private static final int MAX_STATEMENTS = 1_000;

  /** Rows of one request, of up to 900 bytes each; the last lookup may exceed it. */
  private static final int MAX_ROWS = 5_000;

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
    int count = first(lookups);
    List<RowLookup> now = lookups.subList(0, count);
    return queries
        .run(
            now.stream().map(lookup -> lookup.statement(names)).toList(),
            answer -> take(now, answer))
        .compose(v -> read(lookups.subList(count, lookups.size())));
  }

  /** Number of lookups that one request takes. */
  private static int first(List<RowLookup> lookups) {
    int count = 0;
    long rows = 0;
    while (count < lookups.size() && count < MAX_STATEMENTS && rows < MAX_ROWS) {
      rows += lookups.get(count++).span();
    }
    return count;
  }

  private static Void take(List<RowLookup> lookups, JsonObject answer) {
    if (answer.isEmpty()) { // what is missing would be taken for rows without events
      throw new IllegalArgumentException("the database with the rollups is missing");
    }
    for (int i = 0; i < lookups.size(); i++) {
      lookups.get(i).take(answer, i);
    }
    return null;
  }
}
