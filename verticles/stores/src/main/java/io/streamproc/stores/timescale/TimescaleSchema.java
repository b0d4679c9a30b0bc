package io.streamproc.stores.timescale;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the schema, or migrates it to the newest number ({@link Migrations}) and applies the
 * settings ({@link ArrangementSql}), in one transaction and under a lock, so any number of
 * processes may do so concurrently. It records which statements ran and runs nothing if nothing has
 * changed: a statement that alters a table locks it even if it changes nothing, and a role that
 * starts must not make the others wait.
 */
final class TimescaleSchema {
  private static final Logger LOG = LoggerFactory.getLogger(TimescaleSchema.class);
  private static final String FULL_LICENSE = "timescale";

  /** The features that the server offers. */
  enum Kind {
    /** No extension: a plain table, with rollups of our own. */
    PLAIN,
    /** The extension in its Apache edition: a hypertable, nothing more. */
    HYPERTABLE,
    /** All features: compression, retention, rollups. */
    FULL
  }

  private final Pool pool;
  private final TimescaleSettings settings;
  private final SchemaSql sql;
  private final Migrations migrations;

  TimescaleSchema(Pool pool, TimescaleSettings settings) {
    this(pool, settings, Migration.ALL);
  }

  TimescaleSchema(Pool pool, TimescaleSettings settings, List<Migration> known) {
    this.pool = pool;
    this.settings = settings;
    sql = new SchemaSql(settings.schema());
    migrations = new Migrations(settings.schema(), known);
  }

  /** Creates the schema, or migrates it and applies the settings. */
  Future<Kind> ensure() {
    return extension()
        .compose(kind -> locked(sql.lock(), connection -> make(connection, kind)))
        .onSuccess(made -> migrations.log(made.result()))
        .map(Made::kind);
  }

  private record Made(Kind kind, Migrations.Result result) {}

  /**
   * Like {@link #ensure}, for a reader whose user may not change anything. It then uses the
   * existing schema, provided that this version can read it. The consumer applies the settings.
   */
  Future<Kind> ensureReadable() {
    return ensure().recover(e -> PgFaults.isDenied(e) ? useExisting(e) : Future.failedFuture(e));
  }

  private Future<Kind> useExisting(Throwable denied) {
    return extension()
        .compose(
            kind ->
                locked(
                    sql.lock(),
                    connection ->
                        missing(connection)
                            .compose(missing -> existing(connection, kind, missing))))
        .compose(
            found -> {
              LOG.warn(
                  "schema {} is used as it is, number {}, because the settings can't "
                      + "be applied from here: {}",
                  settings.schema(),
                  found.number(),
                  denied.getMessage());
              return Future.succeededFuture(found.kind());
            },
            e ->
                Future.failedFuture(
                    e instanceof IllegalStateException
                        ? new IllegalStateException(
                            e.getMessage()
                                + "; it can't be changed from here: "
                                + denied.getMessage(),
                            e)
                        : e));
  }

  private record Found(Kind kind, Migrations.Number number) {}

  /**
   * Checks whether a schema that this process does not change is usable, and which features it
   * offers.
   */
  private Future<Found> existing(SqlConnection connection, Kind kind, Set<String> missing) {
    return migrations.requireServing(connection, missing).map(number -> new Found(kind, number));
  }

  private Future<Kind> extension() {
    return locked(SchemaSql.LOCK, connection -> connection.query(SchemaSql.EXTENSION).execute())
        .compose(
            rows -> {
              if (rows.size() == 0) {
                LOG.info(
                    "PostgreSQL at {} does not offer TimescaleDB: plain tables are used",
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
        "TimescaleDB at {} has the license '{}': no compression, retention or rollups",
        settings.address(),
        row.getString("license"));
    return Future.succeededFuture(Kind.HYPERTABLE);
  }

  private Future<Kind> install() {
    return locked(
            SchemaSql.LOCK, connection -> connection.query(SchemaSql.CREATE_EXTENSION).execute())
        .compose(
            v ->
                locked(
                    SchemaSql.LOCK, connection -> connection.query(SchemaSql.EXTENSION).execute()))
        .compose(
            this::license,
            // Not preloaded or not permitted. The server may even have closed the connection.
            e -> warnPlain("the extension timescaledb can't be installed: " + e.getMessage()));
  }

  private Future<Kind> warnPlain(String why) {
    LOG.warn(
        "PostgreSQL at {} is used without TimescaleDB: no chunks, no compression: {}",
        settings.address(),
        why);
    return Future.succeededFuture(Kind.PLAIN);
  }

  private Future<Made> make(SqlConnection connection, Kind kind) {
    return missing(connection)
        .compose(
            missing ->
                connection
                    .query(SchemaSql.LOCK_TIMEOUT)
                    .execute()
                    .compose(v -> migrations.run(connection, missing))
                    .compose(result -> settle(connection, kind, result, missing)));
  }

  /** Applies the settings, unless a newer version has migrated the schema. */
  private Future<Made> settle(
      SqlConnection connection, Kind kind, Migrations.Result result, Set<String> missing) {
    return result.outcome() == Migrations.Outcome.NEWER
        ? existing(connection, kind, missing).map(found -> new Made(found.kind(), result))
        : arrange(connection, kind, result.outcome(), missing).map(new Made(kind, result));
  }

  private Future<Set<String>> missing(SqlConnection connection) {
    String[] relations =
        Stream.of(SchemaSql.RECORDS, migrations.tables(), PlainRollupSql.RELATIONS)
            .flatMap(List::stream)
            .toArray(String[]::new);
    return connection
        .preparedQuery(sql.missing())
        .execute(Tuple.from(new Object[] {relations}))
        .map(
            rows -> {
              Set<String> missing = new HashSet<>();
              rows.forEach(row -> missing.add(row.getString("name")));
              return missing;
            });
  }

  private Future<Void> arrange(
      SqlConnection connection, Kind kind, Migrations.Outcome outcome, Set<String> missing) {
    List<String> statements = new ArrangementSql(settings.schema()).statements(kind, settings);
    String wanted = ArrangementSql.fingerprint(statements);
    boolean whole = outcome == Migrations.Outcome.CURRENT && hasRollups(kind, missing);
    return connection
        .query(sql.findArrangement())
        .execute()
        .compose(
            found ->
                whole && is(found, wanted)
                    ? Future.succeededFuture()
                    : run(connection, statements)
                        .compose(
                            v ->
                                connection
                                    .preparedQuery(sql.recordArrangement())
                                    .execute(Tuple.of(wanted)))
                        .mapEmpty());
  }

  /** Whether no relation of the rollups that this kind of server has is missing. */
  private static boolean hasRollups(Kind kind, Set<String> missing) {
    return switch (kind) {
      case PLAIN -> PlainRollupSql.RELATIONS.stream().noneMatch(missing::contains);
      case HYPERTABLE -> true;
      case FULL -> Rollup.views().stream().noneMatch(missing::contains);
    };
  }

  private static boolean is(RowSet<Row> found, String wanted) {
    return found.size() > 0 && found.iterator().next().getString("fingerprint").equals(wanted);
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
