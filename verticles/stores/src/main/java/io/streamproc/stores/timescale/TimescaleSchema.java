package io.streamproc.stores.timescale;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the schema, or brings it to what the settings say. Each step is idempotent, and all of it
 * runs under one lock of the database, so any number of processes may do it at once.
 */
final class TimescaleSchema {
  private static final Logger LOG = LoggerFactory.getLogger(TimescaleSchema.class);
  private static final String FULL_LICENSE = "timescale";

  /** What there is to work with. */
  enum Kind {
    /** No extension: a plain table. */
    PLAIN,
    /** The extension in its Apache edition: a hypertable, nothing more. */
    HYPERTABLE,
    /** All of it: compression, retention, rollups. */
    FULL
  }

  private final Pool pool;
  private final TimescaleSettings settings;
  private final Sql sql;

  TimescaleSchema(Pool pool, TimescaleSettings settings) {
    this.pool = pool;
    this.settings = settings;
    sql = new Sql(settings.schema());
  }

  Future<Kind> ensure() {
    return extension().compose(kind -> locked(connection -> make(connection, kind)).map(kind));
  }

  private Future<Kind> extension() {
    return locked(connection -> connection.query(Sql.EXTENSION).execute())
        .compose(
            rows -> {
              if (rows.size() == 0) {
                LOG.info(
                    "PostgreSQL at {} does not offer TimescaleDB, plain tables serve",
                    settings.address());
                return Future.succeededFuture(Kind.PLAIN);
              }
              return rows.iterator().next().getBoolean("installed") ? license(rows) : install();
            });
  }

  private Future<Kind> license(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    if (row.getString("license").equals(FULL_LICENSE)) {
      return Future.succeededFuture(Kind.FULL);
    }
    LOG.warn(
        "TimescaleDB at {} has the licence '{}': no compression, retention or rollups",
        settings.address(),
        row.getString("license"));
    return Future.succeededFuture(Kind.HYPERTABLE);
  }

  private Future<Kind> install() {
    return locked(connection -> connection.query(Sql.CREATE_EXTENSION).execute())
        .compose(done -> locked(connection -> connection.query(Sql.EXTENSION).execute()))
        .compose(
            this::license,
            // Not preloaded or not permitted; the server may even have closed the connection.
            e -> warnPlain("the extension timescaledb can't be installed: " + e.getMessage()));
  }

  private Future<Kind> warnPlain(String why) {
    LOG.warn(
        "PostgreSQL at {} is used without TimescaleDB, slower over long ranges: {}",
        settings.address(),
        why);
    return Future.succeededFuture(Kind.PLAIN);
  }

  private Future<Void> make(SqlConnection connection, Kind kind) {
    return run(connection, statements(kind));
  }

  private List<String> statements(Kind kind) {
    List<String> all = new ArrayList<>(sql.tables());
    if (kind != Kind.PLAIN) {
      all.add(sql.hypertable(settings.chunkInterval()));
      all.add(sql.chunkInterval(settings.chunkInterval()));
    }
    if (kind == Kind.FULL) {
      all.add(sql.compress());
      all.addAll(sql.compressionPolicy(settings.compressAfter()));
      all.addAll(sql.retentionPolicy("events", settings.retention()));
      for (Rollup rollup : Rollup.values()) {
        all.addAll(sql.rollup(rollup));
        all.addAll(sql.retentionPolicy(rollup.view(), settings.retention()));
      }
    }
    return all;
  }

  private static Future<Void> run(SqlConnection connection, List<String> statements) {
    Future<Void> done = Future.succeededFuture();
    for (String statement : statements) {
      done = done.compose(v -> connection.query(statement).execute()).mapEmpty();
    }
    return done;
  }

  private <T> Future<T> locked(Function<SqlConnection, Future<T>> steps) {
    return pool.withTransaction(
        connection -> connection.query(Sql.LOCK).execute().compose(v -> steps.apply(connection)));
  }
}
