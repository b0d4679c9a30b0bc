package io.streamproc.stores.timescale;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the schema, or brings it to what the settings say. Each step is idempotent, and all of it
 * runs under a lock, so any number of processes may do it at once. What was made is noted: where
 * that is what is wanted nothing is run at all, because a statement that changes a table locks it
 * even if there is nothing to change, and a role that starts must not make the others wait.
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
    return extension()
        .compose(kind -> locked(sql.lock(), connection -> make(connection, kind)).map(kind));
  }

  private Future<Kind> extension() {
    return locked(Sql.LOCK, connection -> connection.query(Sql.EXTENSION).execute())
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
    return locked(Sql.LOCK, connection -> connection.query(Sql.CREATE_EXTENSION).execute())
        .compose(v -> locked(Sql.LOCK, connection -> connection.query(Sql.EXTENSION).execute()))
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
    List<String> statements = statements(kind);
    String wanted = Sql.fingerprint(statements);
    return isMade(connection, kind, wanted)
        .compose(
            made ->
                made
                    ? Future.succeededFuture()
                    : run(connection, statements)
                        .compose(
                            v -> connection.preparedQuery(sql.noteMade()).execute(Tuple.of(wanted)))
                        .mapEmpty());
  }

  private Future<Boolean> isMade(SqlConnection connection, Kind kind, String wanted) {
    Tuple relations = Tuple.from(new Object[] {relations(kind)});
    return connection
        .preparedQuery(sql.missing())
        .execute(relations)
        .compose(
            missing ->
                missing.size() > 0
                    ? Future.succeededFuture(false)
                    : connection.query(sql.findMade()).execute().map(made -> is(made, wanted)));
  }

  private static boolean is(RowSet<Row> made, String wanted) {
    return made.size() > 0 && made.iterator().next().getString("fingerprint").equals(wanted);
  }

  private static String[] relations(Kind kind) {
    Stream<String> rollups = Arrays.stream(Rollup.values()).map(Rollup::view);
    return Stream.concat(Sql.TABLES.stream(), kind == Kind.FULL ? rollups : Stream.empty())
        .toArray(String[]::new);
  }

  private List<String> statements(Kind kind) {
    List<String> all = new ArrayList<>(List.of(Sql.LOCK_TIMEOUT));
    all.addAll(sql.tables());
    if (kind != Kind.PLAIN) {
      all.add(sql.moveSparse(settings.chunkInterval()));
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

  private <T> Future<T> locked(String lock, Function<SqlConnection, Future<T>> steps) {
    return pool.withTransaction(
        connection -> connection.query(lock).execute().compose(v -> steps.apply(connection)));
  }
}
