package io.streamproc.stores.timescale;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates the tables of a schema to the newest number that this version knows, and records the
 * migrations that ran. Runs in the caller's transaction, under the schema's lock.
 */
final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private final String schema;
  private final SchemaSql sql;
  private final List<Migration> known;

  /** Result for the tables. */
  enum Outcome {
    /** They already had the newest number. */
    CURRENT,
    /** They were migrated to the newest number. */
    CHANGED,
    /** A newer version has migrated them. */
    NEWER
  }

  /**
   * Result of a migration.
   *
   * @param was number before
   * @param recreated lost tables that were created again
   */
  record Result(Outcome outcome, Number was, List<String> recreated) {}

  /**
   * The number of a schema.
   *
   * @param newest number of the newest migration that ran, 0 if none
   * @param needs lowest number that a version must know to work with the schema
   * @param recorded false if the number was inferred from the existing tables
   */
  record Number(int newest, int needs, boolean recorded) {
    @Override
    public String toString() {
      return recorded || newest == 0 ? "" + newest : newest + ", inferred from its tables";
    }
  }

  /**
   * @param known in ascending order
   */
  Migrations(String schema, List<Migration> known) {
    this.schema = schema;
    sql = new SchemaSql(schema);
    this.known = known;
  }

  /** Returns the tables that exist at the newest number that this version knows. */
  List<String> tables() {
    return known.stream().flatMap(migration -> migration.tables().stream()).toList();
  }

  /**
   * Runs the migrations that have not run; after the loss of a table, runs all of them again.
   * Leaves tables of a newer version unchanged, even if this version can't use them: see {@link
   * #requireServing}.
   *
   * @param missing the relations that don't exist
   */
  Future<Result> run(SqlConnection connection, Set<String> missing) {
    return number(connection, missing).compose(number -> run(connection, missing, number));
  }

  private Future<Result> run(SqlConnection connection, Set<String> missing, Number number) {
    if (number.newest() > latest()) {
      return Future.succeededFuture(new Result(Outcome.NEWER, number, List.of()));
    }
    List<String> lost = lost(number, missing);
    List<String> lostRecords =
        number.recorded()
            ? SchemaSql.RECORDS.stream().filter(missing::contains).toList()
            : List.of();
    List<String> recreated = Stream.concat(lost.stream(), lostRecords.stream()).toList();
    if (number.recorded() && number.newest() == latest() && recreated.isEmpty()) {
      return Future.succeededFuture(new Result(Outcome.CURRENT, number, recreated));
    }
    int from = lost.isEmpty() ? number.newest() : 0;
    return connection
        .query(sql.makeRecords())
        .execute()
        .compose(v -> runFrom(connection, from, number))
        .map(new Result(Outcome.CHANGED, number, recreated));
  }

  private int latest() {
    return known.get(known.size() - 1).number();
  }

  private List<String> lost(Number number, Set<String> missing) {
    return known.stream()
        .filter(migration -> migration.number() <= number.newest())
        .flatMap(migration -> migration.tables().stream())
        .filter(missing::contains)
        .toList();
  }

  /** Logs the result. Call it after the transaction has committed. */
  void log(Result result) {
    if (!result.recreated().isEmpty()) {
      LOG.warn(
          "schema {}: tables {} were missing and have been created again",
          schema,
          result.recreated());
    }
    if (result.outcome() == Outcome.CHANGED) {
      LOG.info("schema {}: number {}, was {}", schema, latest(), result.was());
    } else if (result.outcome() == Outcome.NEWER) {
      LOG.warn(
          "schema {} has number {}, made by a newer version; this version knows {} and works with"
              + " it",
          schema,
          result.was(),
          latest());
    }
  }

  /**
   * Checks a schema that this process does not change.
   *
   * @return the number; fails with an {@link IllegalStateException} if this version can't work with
   *     the existing tables
   */
  Future<Number> requireServing(SqlConnection connection, Set<String> missing) {
    return number(connection, missing)
        .compose(
            number -> {
              String obstacle = obstacle(number, lost(number, missing));
              return obstacle == null
                  ? Future.succeededFuture(number)
                  : Future.failedFuture(new IllegalStateException("schema " + schema + obstacle));
            });
  }

  private String obstacle(Number number, List<String> lost) {
    if (number.newest() > latest() && number.needs() > latest()) {
      return " has number "
          + number.newest()
          + " and needs a version that knows number "
          + number.needs()
          + "; this version knows "
          + latest()
          + ": upgrade it";
    }
    if (number.newest() < Migration.READ_FROM) {
      return " has number "
          + number.newest()
          + "; this version reads from "
          + Migration.READ_FROM
          + " on; consumer-high migrates it when it starts";
    }
    return lost.isEmpty()
        ? null
        : ", number "
            + number.newest()
            + ", lacks tables "
            + lost
            + "; a consumer-high whose version knows this number creates them when it starts";
  }

  private Future<Void> runFrom(SqlConnection connection, int from, Number number) {
    Future<Void> done = Future.succeededFuture();
    for (Migration migration : known) {
      if (migration.number() > from) {
        done =
            done.compose(
                    v ->
                        connection
                            .query(SqlText.in(schema, migration.sql()))
                            .execute()
                            .compose(w -> record(connection, migration, true)))
                .mapEmpty();
      } else if (!number.recorded()) {
        done = done.compose(v -> record(connection, migration, false));
      }
    }
    return done;
  }

  private Future<Void> record(SqlConnection connection, Migration migration, boolean ranNow) {
    return connection
        .preparedQuery(sql.recordMigration())
        .execute(
            Tuple.of(
                (short) migration.number(), migration.name(), (short) migration.needs(), ranNow))
        .mapEmpty();
  }

  /** Reads the number from the record; without a record, infers it from the existing tables. */
  private Future<Number> number(SqlConnection connection, Set<String> missing) {
    Number recognized = recognized(missing);
    if (missing.contains("migrations")) {
      return Future.succeededFuture(recognized);
    }
    return connection
        .query(sql.findMigrations())
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return row.getInteger("newest") == null
                  ? recognized
                  : new Number(row.getInteger("newest"), row.getInteger("needs"), true);
            });
  }

  private Number recognized(Set<String> missing) {
    int newest = 0;
    for (Migration migration : known) {
      if (migration.number() <= Migration.NEWEST_WITHOUT_RECORD
          && migration.tables().stream().noneMatch(missing::contains)) {
        newest = migration.number();
      }
    }
    return new Number(newest, newest, false);
  }
}
