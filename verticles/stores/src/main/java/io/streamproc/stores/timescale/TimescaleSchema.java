package io.streamproc.stores.timescale;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the schema, or brings it to the newest number ({@link Migrations}) and to the settings
 * ({@link ArrangementSql}), in one transaction and under a lock, so any number of processes may do
 * it at once. What ran is recorded: where nothing has changed nothing runs, because a statement
 * that changes a table locks it even if there is nothing to change, and a role that starts must not
 * make the others wait.
 */
final class TimescaleSchema {
  private static final Logger LOG = LoggerFactory.getLogger(TimescaleSchema.class);
  private static final String FULL_LICENSE = "timescale";

  /** What the server offers. */
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

  /** Makes the schema, or brings it to the newest number and to the settings. */
  Future<Kind> ensure() {
    return extension()
        .compose(kind -> locked(sql.lock(), connection -> make(connection, kind)).map(kind));
  }

  /**
   * The same for a reader, whose user may have no right to change anything: then the schema serves
   * as it is, provided that the tables are there. The consumer brings it to the settings.
   */
  Future<Kind> ensureReadable() {
    return ensure().recover(e -> PgFaults.isDenied(e) ? asItIs(e) : Future.failedFuture(e));
  }

  private Future<Kind> asItIs(Throwable denied) {
    return extension()
        .compose(kind -> locked(sql.lock(), this::missing).map(missing -> Map.entry(kind, missing)))
        .compose(
            found -> {
              Set<String> missing = found.getValue();
              if (migrations.tables().stream().anyMatch(missing::contains)) {
                return Future.failedFuture(denied);
              }
              boolean rollups = Rollup.views().stream().noneMatch(missing::contains);
              Kind kind = found.getKey();
              return Future.succeededFuture(kind == Kind.FULL && !rollups ? Kind.HYPERTABLE : kind);
            });
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
        "TimescaleDB at {} has the licence '{}': no compression, retention or rollups",
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
            // Not preloaded or not permitted; the server may even have closed the connection.
            e -> warnPlain("the extension timescaledb can't be installed: " + e.getMessage()));
  }

  private Future<Kind> warnPlain(String why) {
    LOG.warn(
        "PostgreSQL at {} is used without TimescaleDB, which is slower for long ranges: {}",
        settings.address(),
        why);
    return Future.succeededFuture(Kind.PLAIN);
  }

  private Future<Void> make(SqlConnection connection, Kind kind) {
    return missing(connection)
        .compose(
            missing ->
                connection
                    .query(SchemaSql.LOCK_TIMEOUT)
                    .execute()
                    .compose(v -> migrations.run(connection, missing))
                    .compose(
                        outcome ->
                            outcome == Migrations.Outcome.NEWER
                                ? Future.succeededFuture() // the newer version arranges it
                                : arrange(connection, kind, outcome, missing)));
  }

  private Future<Set<String>> missing(SqlConnection connection) {
    String[] relations =
        Stream.of(SchemaSql.RECORDS, migrations.tables(), Rollup.views())
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
    boolean whole =
        outcome == Migrations.Outcome.CURRENT
            && (kind != Kind.FULL || Rollup.views().stream().noneMatch(missing::contains));
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
                                    .preparedQuery(sql.noteArrangement())
                                    .execute(Tuple.of(wanted)))
                        .mapEmpty());
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
