package io.streamproc.stores.timescale;

import io.streamproc.stores.ServerState;
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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the rows with a cursor, so memory use does not grow with the table. */
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
   * Without any tables, nothing was ever stored. If only some are missing, because an earlier
   * version created the schema or because they were lost, there may be events that this version
   * would not find.
   */
  private Future<Void> withoutTables(Throwable e) {
    if (!PgFaults.isMissing(e)) {
      return Future.failedFuture(faults.transientFailure(e));
    }
    return pool.query(sql.hasEvents())
        .execute()
        .<Void>compose(
            rows ->
                rows.iterator().next().getBoolean("found")
                    ? Future.failedFuture(tablesMissing(e))
                    : Future.succeededFuture())
        .recover(fault -> Future.failedFuture(faults.transientFailure(fault)));
  }

  private IllegalStateException tablesMissing(Throwable e) {
    return new IllegalStateException(
        "schema "
            + settings.schema()
            + " lacks tables; consumer-high creates them when it starts: "
            + e.getMessage(),
        e);
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
  public Future<ServerState> state() {
    return pool.query(ReadSql.SERVER)
        .execute()
        .compose(
            rows -> {
              Row server = rows.iterator().next();
              return schemaNumber().map(number -> state(server, number));
            })
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  /** 0 without the table: no version has created the schema yet, or only a very early one. */
  private Future<Integer> schemaNumber() {
    return pool.query(new SchemaSql(settings.schema()).findMigrations())
        .execute()
        .map(rows -> rows.iterator().next().getInteger("newest"))
        .map(newest -> newest == null ? 0 : newest)
        .recover(e -> PgFaults.isMissing(e) ? Future.succeededFuture(0) : Future.failedFuture(e));
  }

  private static ServerState state(Row server, int schema) {
    String extension = server.getString("extension");
    return new ServerState(
        "PostgreSQL "
            + server.getString("version")
            + (extension == null ? " without TimescaleDB" : ", TimescaleDB " + extension),
        OptionalInt.of(schema),
        Migration.ALL.get(Migration.ALL.size() - 1).number(),
        Optional.of(server.getOffsetDateTime("now").toInstant()));
  }

  @Override
  public Future<Void> close() {
    return pool.close();
  }
}
