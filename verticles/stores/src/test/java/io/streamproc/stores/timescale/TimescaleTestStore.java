package io.streamproc.stores.timescale;

import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPostgresServer;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.TestStore;
import io.streamproc.testkit.Skipped;
import io.streamproc.testkit.TimescaleServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A store with its own schema.
 *
 * @param values values of settings, by key
 */
public record TimescaleTestStore(Map<String, String> values) implements TestStore {

  private static final String DEADLOCK = "40P01";
  private static final int MAX_DROPS = 20;

  public static TimescaleTestStore on(EmbeddedPostgresServer server) {
    return on(server.port(), server.database(), server.user(), server.password());
  }

  public static TimescaleTestStore on(TimescaleServer server) {
    return on(server.port(), server.database(), server.user(), server.password())
        .with("host", server.host());
  }

  private static TimescaleTestStore on(int port, String database, String user, String password) {
    String schema = "t" + UUID.randomUUID().toString().replace("-", "");
    return new TimescaleTestStore(Map.of())
        .with("host", "127.0.0.1")
        .with("port", Integer.toString(port))
        .with("database", database)
        .with("user", user)
        .with("password", password)
        .with("schema", schema);
  }

  /** Returns the same store with another setting, whose key is given without its section. */
  public TimescaleTestStore with(String key, String value) {
    Map<String, String> changed = new HashMap<>(values);
    changed.put("timescale." + key, value);
    return new TimescaleTestStore(changed);
  }

  TimescaleSettings settings() {
    return TimescaleSettings.read(Settings.of(values));
  }

  String schema() {
    return settings().schema();
  }

  @Override
  public EventSink sink(Vertx vertx) {
    return TimescaleStore.sink(vertx, settings());
  }

  @Override
  public SeriesReader reader(Vertx vertx) {
    return TimescaleStore.reader(vertx, settings());
  }

  @Override
  public int port() {
    return settings().port();
  }

  @Override
  public TestStore through(int port, Duration timeout) {
    return with("host", "127.0.0.1")
        .with("port", Integer.toString(port))
        .with("query-timeout", timeout.toMillis() + "ms")
        .with("connect-timeout", timeout.toMillis() + "ms");
  }

  @Override
  public String name() {
    return "PostgreSQL at " + settings().address();
  }

  @Override
  public boolean countsNewEvents() {
    return true;
  }

  /** Skips the test if TimescaleDB is the Apache edition. */
  void requireFullLicense(Vertx vertx) throws Exception {
    // Null if the extension has not been loaded and nothing is set; then it is the full edition.
    Row row = sql(vertx, "SELECT current_setting('timescaledb.license', true)").iterator().next();
    Skipped.unless(
        !"apache".equals(row.getString(0)),
        "TimescaleDB in full",
        "the server's license is apache");
  }

  /** Runs SQL on a separate connection; {@code {s}} stands for the schema. */
  RowSet<Row> sql(Vertx vertx, String sql) throws Exception {
    return Await.result(sqlAsync(vertx, sql));
  }

  /** Runs SQL without waiting for its end. */
  Future<RowSet<Row>> sqlAsync(Vertx vertx, String sql) {
    Pool pool = Connections.pool(vertx, settings());
    return pool.query(sql.replace("{s}", schema())).execute().eventually(pool::close);
  }

  /** Returns the single number of a query's result. */
  long number(Vertx vertx, String sql) throws Exception {
    return sql(vertx, sql).iterator().next().getLong(0);
  }

  /**
   * Deletes TimescaleDB's jobs first, because they take locks in another order than dropping does.
   */
  @Override
  public void drop(Vertx vertx) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        deleteJobs(vertx);
        sql(vertx, "DROP SCHEMA IF EXISTS {s} CASCADE");
        return;
      } catch (PgException e) {
        if (attempt == MAX_DROPS || !e.getSqlState().equals(DEADLOCK)) {
          throw e;
        }
      }
    }
  }

  private void deleteJobs(Vertx vertx) throws Exception {
    if (number(vertx, "SELECT count(*) FROM pg_extension WHERE extname = 'timescaledb'") > 0) {
      sql(
          vertx,
          "SELECT delete_job(job_id) FROM timescaledb_information.jobs"
              + " WHERE hypertable_schema = '{s}'");
    }
  }
}
