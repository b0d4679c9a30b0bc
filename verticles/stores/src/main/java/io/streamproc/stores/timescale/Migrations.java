package io.streamproc.stores.timescale;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables of a schema to the newest number that this version knows, and keeps a record of
 * what ran. All of it happens in the caller's transaction, under the schema's lock.
 */
final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private final String schema;
  private final SchemaSql sql;
  private final List<Migration> known;

  /** What became of the tables. */
  enum Outcome {
    /** They had the newest number. */
    CURRENT,
    /** They have it now. */
    CHANGED,
    /** A newer version has changed them, in a way that this one can work with. */
    NEWER
  }

  /**
   * The number of a schema.
   *
   * @param newest number of the newest migration that ran, 0 if none
   * @param needs least number that a version must know to work with it
   * @param recorded false if the number was recognized by the tables that exist
   */
  record Number(int newest, int needs, boolean recorded) {
    @Override
    public String toString() {
      return recorded || newest == 0 ? "" + newest : newest + ", recognized by its tables";
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

  /** The tables that there are at the newest number that this version knows. */
  List<String> tables() {
    return known.stream().flatMap(migration -> migration.tables().stream()).toList();
  }

  /**
   * Runs what has not run yet; after the loss of a table, everything again.
   *
   * @param missing the relations that don't exist
   * @return fails with an {@link IllegalStateException} if the schema is too new for this version
   */
  Future<Outcome> run(SqlConnection connection, Set<String> missing) {
    return number(connection, missing).compose(number -> run(connection, missing, number));
  }

  private Future<Outcome> run(SqlConnection connection, Set<String> missing, Number number) {
    int latest = known.get(known.size() - 1).number();
    if (number.newest() > latest) {
      return newer(number, latest);
    }
    List<String> lost =
        known.stream()
            .filter(migration -> migration.number() <= number.newest())
            .flatMap(migration -> migration.tables().stream())
            .filter(missing::contains)
            .toList();
    if (!lost.isEmpty()) {
      LOG.warn("schema {}: tables {} are missing and made again, empty", schema, lost);
    }
    if (number.recorded() && number.newest() == latest && lost.isEmpty()) {
      return Future.succeededFuture(Outcome.CURRENT);
    }
    int from = lost.isEmpty() ? number.newest() : 0;
    return connection
        .query(sql.makeRecords())
        .execute()
        .compose(v -> runFrom(connection, from, number))
        .onSuccess(v -> LOG.info("schema {}: number {}, was {}", schema, latest, number))
        .map(Outcome.CHANGED);
  }

  private Future<Outcome> newer(Number number, int latest) {
    if (number.needs() > latest) {
      return Future.failedFuture(
          new IllegalStateException(
              "schema "
                  + schema
                  + " has number "
                  + number.newest()
                  + " and needs a version that knows number "
                  + number.needs()
                  + "; this version knows "
                  + latest
                  + ": upgrade it"));
    }
    LOG.warn(
        "schema {} has number {}, made by a newer version; this version knows {} and works with it",
        schema,
        number.newest(),
        latest);
    return Future.succeededFuture(Outcome.NEWER);
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
                            .compose(w -> note(connection, migration, true)))
                .mapEmpty();
      } else if (!number.recorded()) {
        done = done.compose(v -> note(connection, migration, false));
      }
    }
    return done;
  }

  private Future<Void> note(SqlConnection connection, Migration migration, boolean ranNow) {
    return connection
        .preparedQuery(sql.noteMigration())
        .execute(
            Tuple.of(
                (short) migration.number(), migration.name(), (short) migration.needs(), ranNow))
        .mapEmpty();
  }

  /** By the record; without one, by the tables that exist. */
  Future<Number> number(SqlConnection connection, Set<String> missing) {
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
