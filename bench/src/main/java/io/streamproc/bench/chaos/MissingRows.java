package io.streamproc.bench.chaos;

import io.streamproc.stores.timescale.Connections;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;

/** Rows that are deleted in PostgreSQL without the knowledge of the system, and put back. */
final class MissingRows implements AutoCloseable {
  private static final int COUNT = 3;

  private final Vertx vertx = Vertx.vertx();
  private final ChaosSystem system;

  /**
   * @param system whose servers run when rows are deleted
   */
  MissingRows(ChaosSystem system) {
    this.system = system;
  }

  /**
   * Deletes the oldest events and keeps them in a table of its own.
   *
   * @throws IllegalStateException if there are too few
   */
  void delete() {
    TimescaleSettings settings = system.audit().timescale();
    String schema = settings.schema();
    Pool pool = Connections.pool(vertx, settings);
    run(pool, "CREATE TABLE " + schema + ".deleted (LIKE " + schema + ".events)");
    String sql =
        """
        WITH gone AS (
          DELETE FROM {s}.events WHERE ctid IN (SELECT ctid FROM {s}.events ORDER BY time LIMIT {n})
          RETURNING *)
        INSERT INTO {s}.deleted SELECT * FROM gone"""
            .replace("{s}", schema)
            .replace("{n}", Integer.toString(COUNT));
    int deleted = run(pool, sql);
    pool.close().await();
    if (deleted != COUNT) {
      throw new IllegalStateException(deleted + " rows deleted, not " + COUNT);
    }
  }

  /** Puts the deleted rows back. */
  void restore() {
    TimescaleSettings settings = system.audit().timescale();
    String schema = settings.schema();
    Pool pool = Connections.pool(vertx, settings);
    run(pool, "INSERT INTO " + schema + ".events SELECT * FROM " + schema + ".deleted");
    run(pool, "DROP TABLE " + schema + ".deleted");
    pool.close().await();
  }

  private static int run(Pool pool, String sql) {
    return pool.query(sql).execute().await().rowCount();
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
