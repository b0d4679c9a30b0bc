package io.streamproc.stores.timescale;

import io.streamproc.core.series.TimeRange;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Finds the ranges in which the rollups may differ from the events. */
final class StaleRanges {
  private final Pool pool;
  private final TimescaleSchema.Kind kind;
  private final ReadSql sql;
  private final PlainRollupSql plain;
  private boolean pending;

  /**
   * @param kind of the tables, which decides where the ranges are recorded
   */
  StaleRanges(Pool pool, String schema, TimescaleSchema.Kind kind) {
    this.pool = pool;
    this.kind = kind;
    sql = new ReadSql(schema);
    plain = new PlainRollupSql(schema);
  }

  /** Completes if the server has rollups whose stale ranges can be read; otherwise fails. */
  Future<Void> probe() {
    return switch (kind) {
      case PLAIN -> in(new TimeRange(0, 1)).mapEmpty();
      case HYPERTABLE -> Future.failedFuture("the license of TimescaleDB does not include them");
      case FULL ->
          pool.query(ReadSql.HAS_PENDING)
              .execute()
              .compose(
                  found -> {
                    pending = found.iterator().next().getBoolean("found");
                    return in(new TimeRange(0, 1)).mapEmpty();
                  });
    };
  }

  /** Returns the stale ranges of each rollup that overlap a range, in any order. */
  Future<Map<Rollup, List<TimeRange>>> in(TimeRange range) {
    return kind == TimescaleSchema.Kind.PLAIN
        ? pool.preparedQuery(plain.stale()).execute(Ranges.tuple(range)).map(StaleRanges::ofAll)
        : pool.preparedQuery(sql.stale(pending))
            .execute(Tuple.of(range.from() * 1_000, range.to() * 1_000))
            .map(StaleRanges::ofEach);
  }

  private static Map<Rollup, List<TimeRange>> ofAll(RowSet<Row> rows) {
    List<TimeRange> stale = new ArrayList<>();
    rows.forEach(row -> stale.add(Ranges.of(row)));
    Map<Rollup, List<TimeRange>> all = new EnumMap<>(Rollup.class);
    for (Rollup rollup : Rollup.values()) {
      all.put(rollup, stale);
    }
    return all;
  }

  private static Map<Rollup, List<TimeRange>> ofEach(RowSet<Row> rows) {
    Map<Rollup, List<TimeRange>> stale = new EnumMap<>(Rollup.class);
    for (Row row : rows) {
      Rollup rollup = Rollup.ofView(row.getString("view"));
      if (rollup != null) {
        // From microseconds with an inclusive end to milliseconds, half open.
        long from = Math.floorDiv(row.getLong("low"), 1_000L);
        long to = Math.floorDiv(row.getLong("high"), 1_000L) + 1;
        stale.computeIfAbsent(rollup, r -> new ArrayList<>()).add(new TimeRange(from, to));
      }
    }
    return stale;
  }
}
