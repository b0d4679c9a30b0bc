package io.streamproc.stores.timescale;

import java.util.List;

/** The statements for the schema itself: its locks, and the record of migrations. */
final class SchemaSql {
  /**
   * Lock of the database, for the extension. It is bound to the transaction, so it is released when
   * the process dies. The number spells "strm".
   */
  static final String LOCK = "SELECT pg_advisory_xact_lock(1937011309)";

  /**
   * For changes of tables in use: all later statements queue behind one that waits for an exclusive
   * lock, so that one times out soon and is retried later.
   */
  static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '3s'";

  static final String EXTENSION =
      """
      SELECT default_version,
             installed_version IS NOT NULL AS installed,
             coalesce(current_setting('timescaledb.license', true), '') AS license
      FROM pg_available_extensions WHERE name = 'timescaledb'
      """;

  static final String CREATE_EXTENSION = "CREATE EXTENSION IF NOT EXISTS timescaledb";

  /** The tables that record which migrations ran. */
  static final List<String> RECORDS = List.of("migrations", "applied_settings");

  private final String schema;

  SchemaSql(String schema) {
    this.schema = schema;
  }

  private String in(String template) {
    return SqlText.in(schema, template);
  }

  /** Locks the schema, see {@link #LOCK}. */
  String lock() {
    return in("SELECT pg_advisory_xact_lock(1937011309, hashtext('{s}'))");
  }

  /** Returns the names in {@code $1} for which the schema has no table or view. */
  String missing() {
    return in(
        "SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass('{s}.' || name) IS NULL");
  }

  /**
   * Creates the schema and {@link #RECORDS}. {@code ran_at} is null for a migration that had run
   * before records were kept; {@code needs} is that of {@link Migration}.
   */
  String makeRecords() {
    // Not CREATE SCHEMA IF NOT EXISTS: that requires the right to create schemas even if this one
    // exists.
    return in(
        """
        DO $$ BEGIN
          IF to_regnamespace('{s}') IS NULL THEN CREATE SCHEMA {s}; END IF;
        END $$;
        CREATE TABLE IF NOT EXISTS {s}.migrations (
          number smallint PRIMARY KEY,
          name text NOT NULL,
          needs smallint NOT NULL,
          ran_at timestamptz);
        CREATE TABLE IF NOT EXISTS {s}.applied_settings (
          singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
          fingerprint text NOT NULL)
        """);
  }

  /**
   * Reads the newest number that ran, and the highest number that the code must know; null if none
   * ran.
   */
  String findMigrations() {
    return in("SELECT max(number)::int AS newest, max(needs)::int AS needs FROM {s}.migrations");
  }

  /** {@code $1}: number, {@code $2}: name, {@code $3}: needs, {@code $4}: whether it ran now. */
  String recordMigration() {
    return in(
        """
        INSERT INTO {s}.migrations (number, name, needs, ran_at)
        VALUES ($1, $2, $3, CASE WHEN $4::boolean THEN now() END)
        ON CONFLICT (number) DO UPDATE
        SET name = EXCLUDED.name, needs = EXCLUDED.needs, ran_at = EXCLUDED.ran_at
        """);
  }

  /** Reads the fingerprint of the {@link ArrangementSql} statements that ran last. */
  String findArrangement() {
    return in("SELECT fingerprint FROM {s}.applied_settings");
  }

  /** {@code $1}: fingerprint. */
  String recordArrangement() {
    return in(
        """
        INSERT INTO {s}.applied_settings (fingerprint) VALUES ($1)
        ON CONFLICT (singleton) DO UPDATE SET fingerprint = EXCLUDED.fingerprint
        """);
  }
}
