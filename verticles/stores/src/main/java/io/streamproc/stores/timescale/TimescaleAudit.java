package io.streamproc.stores.timescale;

import io.streamproc.stores.StoreAudit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowStream;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the rows with a cursor, so memory does not grow with the table. */
final class TimescaleAudit implements StoreAudit {
  private static final int FETCH = 10_000;

  private final TimescaleSettings settings;
  private final Pool pool;
  private final ReadSql sql;
  private final PgFaults faults;

  TimescaleAudit(Vertx vertx, TimescaleSettings settings) {
    this.settings = settings;
    pool = Connections.pool(vertx, settings);
    sql = new ReadSql(settings.schema());
    faults = new PgFaults(settings.address());
  }

  @Override
  public String name() {
    return "TimescaleDB at " + settings.address();
  }

  @Override
  public long identity(long offset, long time) {
    return offset;
  }

  @Override
  public boolean keepsOffsets() {
    return true;
  }

  @Override
  public Duration retention() {
    return settings.retention();
  }

  @Override
  public Future<Map<Integer, Long>> positions(String topicId) {
    return pool.preparedQuery(sql.allPositions())
        .execute(Tuple.of(topicId))
        .map(
            rows -> {
              Map<Integer, Long> positions = new HashMap<>();
              rows.forEach(
                  row -> positions.put(row.getInteger("partition"), row.getLong("next_offset")));
              return positions;
            })
        .recover(e -> withoutTables(e).map(Map.of()));
  }

  @Override
  public Future<Void> scan(String topicId, Set<Integer> partitions, Consumer<StoredEvent> each) {
    Tuple parameters = Tuple.from(new Object[] {topicId, partitions.toArray(Integer[]::new)});
    return pool.<Void>withTransaction(
            connection ->
                connection
                    .prepare(sql.allEvents())
                    .compose(statement -> stream(statement, parameters, each)))
        .recover(this::withoutTables);
  }

  /**
   * Without tables nothing was ever stored. If only some are missing, an earlier version made the
   * schema: events may be there that this version would not find.
   */
  private Future<Void> withoutTables(Throwable e) {
    if (!PgFaults.isMissing(e)) {
      return Future.failedFuture(faults.passing(e));
    }
    return pool.query(sql.hasEvents())
        .execute()
        .compose(
            rows ->
                rows.iterator().next().getBoolean("found")
                    ? Future.failedFuture(
                        faults.passing(
                            new IllegalStateException(
                                "schema "
                                    + settings.schema()
                                    + " is of an earlier version; consumer-high of this version"
                                    + " brings it up to date at its start")))
                    : Future.succeededFuture());
  }

  private static Future<Void> stream(
      PreparedStatement statement, Tuple parameters, Consumer<StoredEvent> each) {
    Promise<Void> end = Promise.promise();
    RowStream<Row> rows = statement.createStream(FETCH, parameters);
    rows.exceptionHandler(end::tryFail)
        .endHandler(v -> end.tryComplete())
        .handler(row -> each.accept(event(row)));
    return end.future();
  }

  private static StoredEvent event(Row row) {
    return new StoredEvent(row.getInteger(0), row.getLong(1), row.getLong(2), row.getDouble(3));
  }

  @Override
  public Future<Void> close() {
    return pool.close();
  }
}
