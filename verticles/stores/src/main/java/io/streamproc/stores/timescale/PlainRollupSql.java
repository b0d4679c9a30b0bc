package io.streamproc.stores.timescale;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements for the rollups of a plain table, which are tables as well.
 *
 * <p>Triggers record the range of time of every change of the events in {@code stale_ranges}, in
 * the transaction of the change, whoever makes it: this version or an earlier one, retention, or an
 * operator. {@link RollupRefresh} removes a range and aggregates its events again, in one
 * transaction. So in every snapshot, a rollup equals the events in all ranges that are not stale,
 * late events included. Writers only add rows to {@code stale_ranges}, so they never wait for each
 * other or for a refresh.
 */
final class PlainRollupSql {
  /** What must exist for the rollups to be used. */
  static final List<String> RELATIONS =
      Stream.concat(Rollup.views().stream(), Stream.of("stale_ranges")).toList();

  /** All times that an event can have. */
  private static final String EVER = "('1970-01-01 00:00:00+00', '2262-01-01 00:00:00+00')";

  private static final String ORIGIN = "'epoch'::timestamptz";

  private final String schema;

  PlainRollupSql(String schema) {
    this.schema = schema;
  }

  private String in(String template) {
    return SqlText.in(schema, template);
  }

  /**
   * Creates tables, functions and triggers. If anything was missing, all times are stale, because
   * changes may not have been recorded. The functions are replaced in any case, which locks no
   * table.
   */
  List<String> create() {
    return List.of(in(MARK_CHANGED), in(MARK_ALL), in(createMissing()));
  }

  /**
   * Records the times of changed events. The events of a batch are usually close together, but one
   * of them may be late by years: the times between the first and the last event are divided into
   * up to a thousand parts of a minute or more, and the range of the events of each is recorded.
   */
  private static final String MARK_CHANGED =
      """
      CREATE OR REPLACE FUNCTION {s}.mark_changed() RETURNS trigger LANGUAGE plpgsql AS $f$
      DECLARE
        first timestamptz;
        last timestamptz;
      BEGIN
        SELECT min(time), max(time) INTO first, last FROM changed;
        IF last - first < interval '1 minute' THEN
          INSERT INTO {s}.stale_ranges (low, high) VALUES (first, last);
        ELSIF first IS NOT NULL THEN
          INSERT INTO {s}.stale_ranges (low, high)
          SELECT min(time), max(time) FROM changed
          GROUP BY date_bin(greatest(interval '1 minute', (last - first) / 1000), time, first);
        END IF;
        RETURN NULL;
      END $f$
      """;

  private static final String MARK_ALL =
      """
      CREATE OR REPLACE FUNCTION {s}.mark_all() RETURNS trigger LANGUAGE plpgsql AS $f$
      BEGIN
        INSERT INTO {s}.stale_ranges (low, high) VALUES\s"""
          + EVER
          + """
      ;
        RETURN NULL;
      END $f$
      """;

  private String createMissing() {
    String names =
        RELATIONS.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    String tables =
        Rollup.views().stream().map(PlainRollupSql::table).collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM unnest(ARRAY[%s]) AS name
                         WHERE to_regclass('{s}.' || name) IS NULL)
             AND (SELECT count(*) FROM pg_trigger
                  WHERE tgrelid = '{s}.events'::regclass AND tgname LIKE 'rollups\\_%%') = %d THEN
            RETURN;
          END IF;
          CREATE TABLE IF NOT EXISTS {s}.stale_ranges (
            low timestamptz NOT NULL, high timestamptz NOT NULL);
        %s%s  INSERT INTO {s}.stale_ranges (low, high) VALUES %s;
        END $$
        """,
        names,
        Trigger.values().length,
        tables,
        Stream.of(Trigger.values()).map(Trigger::create).collect(Collectors.joining()),
        EVER);
  }

  private static String table(String name) {
    return String.format(
        Locale.ROOT,
        """
          CREATE TABLE IF NOT EXISTS {s}.%s (
            bucket timestamptz PRIMARY KEY, count bigint NOT NULL,
            sum float8 NOT NULL, min float8 NOT NULL, max float8 NOT NULL);
        """,
        name);
  }

  /** A trigger on the events. */
  private enum Trigger {
    INSERT("AFTER INSERT", "NEW"),
    DELETE("AFTER DELETE", "OLD"),
    UPDATE_OLD("AFTER UPDATE", "OLD"),
    UPDATE_NEW("AFTER UPDATE", "NEW"),
    TRUNCATE("AFTER TRUNCATE", null);

    private final String event;
    private final String rows;

    Trigger(String event, String rows) {
      this.event = event;
      this.rows = rows;
    }

    private String id() {
      return "rollups_" + name().toLowerCase(Locale.ROOT);
    }

    private String create() {
      return String.format(
          Locale.ROOT,
          "  CREATE OR REPLACE TRIGGER %s %s ON {s}.events %s\n"
              + "    FOR EACH STATEMENT EXECUTE FUNCTION {s}.%s();\n",
          id(),
          event,
          rows == null ? "" : "REFERENCING " + rows + " TABLE AS changed",
          rows == null ? "mark_all" : "mark_changed");
    }

    private String drop() {
      return "    DROP TRIGGER IF EXISTS " + id() + " ON {s}.events;\n";
    }
  }

  /** Drops all of it before the table becomes a hypertable, whose rollups have the same names. */
  String drop() {
    return in(
        String.format(
            Locale.ROOT,
            """
        DO $$ BEGIN
          IF to_regclass('{s}.stale_ranges') IS NOT NULL THEN
        %s    DROP FUNCTION IF EXISTS {s}.mark_changed(), {s}.mark_all();
            DROP TABLE {s}.stale_ranges;
        %s  END IF;
        END $$
        """,
            Stream.of(Trigger.values()).map(Trigger::drop).collect(Collectors.joining()),
            Rollup.views().stream()
                .map(name -> "    DROP TABLE IF EXISTS {s}." + name + ";\n")
                .collect(Collectors.joining())));
  }

  /**
   * Reads the stale ranges that overlap a range, merged, in milliseconds, half open. {@code $1,
   * $2}: range of interest, half open.
   */
  String stale() {
    return in(merged("(SELECT low, high FROM {s}.stale_ranges WHERE low < $2 AND high >= $1)"));
  }

  /**
   * Removes the latest stale ranges and returns them as {@link #stale} does, with the number of
   * removed rows in each row. Their events are visible to the statements that follow. {@code $1}:
   * how many rows to remove.
   */
  String take() {
    return in(
        """
        WITH taken AS (
          DELETE FROM {s}.stale_ranges WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM {s}.stale_ranges ORDER BY high DESC LIMIT $1))
          RETURNING low, high
        )
        SELECT low, high, (SELECT count(*) FROM taken) AS taken FROM (
        """
            + merged("taken")
            + ") AS ranges");
  }

  private static String merged(String source) {
    return String.format(
        Locale.ROOT,
        """
        SELECT floor(extract(epoch FROM lower(r)) * 1000)::bigint AS low,
               ceil(extract(epoch FROM upper(r)) * 1000)::bigint AS high
        FROM (SELECT unnest(range_agg(tstzrange(low, high + interval '1 millisecond'))) AS r
              FROM %s AS stale) AS merged
        """,
        source);
  }

  /** Records a range again that was taken. {@code $1, $2}: its ends, half open. */
  String giveBack() {
    return in(
        """
        INSERT INTO {s}.stale_ranges (low, high)
        VALUES ($1, $2::timestamptz - interval '1 millisecond')
        """);
  }

  /** Returns whether this transaction is the only one that refreshes the rollups. */
  String tryLock() {
    return in("SELECT pg_try_advisory_xact_lock(1937011310, hashtext('{s}')) AS locked");
  }

  /**
   * Looks at the latest events of a range. {@code $1, $2}: the range, half open; {@code $3}: how
   * many events to look at. Returns their number, and the time of the earliest of them in epoch
   * milliseconds.
   */
  String latest() {
    return in(
        """
        SELECT count(*) AS events, floor(extract(epoch FROM min(time)) * 1000)::bigint AS earliest
        FROM (SELECT time FROM {s}.events WHERE time >= $1 AND time < $2
              ORDER BY time DESC LIMIT $3) AS latest
        """);
  }

  /** Removes the buckets of a range from a rollup. {@code $1, $2}: the range, half open. */
  String clear(Rollup rollup) {
    return in("DELETE FROM {s}." + rollup.view() + " WHERE bucket >= $1 AND bucket < $2");
  }

  /**
   * Fills a range of a rollup from the next finer one, or from the events. {@code $1, $2}: the
   * range in whole buckets, half open.
   */
  String fill(Rollup rollup) {
    Duration width = rollup.width();
    String source =
        rollup.ordinal() == 0
            ? """
              SELECT date_bin(%s, time, %s), count(*), sum(amount), min(amount), max(amount)
              FROM {s}.events WHERE time >= $1 AND time < $2 GROUP BY 1"""
            : """
              SELECT date_bin(%s, bucket, %s), sum(count), sum(sum), min(min), max(max)
              FROM {s}.FINER WHERE bucket >= $1 AND bucket < $2 GROUP BY 1"""
                .replace("FINER", Rollup.values()[Math.max(0, rollup.ordinal() - 1)].view());
    return in(
        "INSERT INTO {s}."
            + rollup.view()
            + " (bucket, count, sum, min, max)\n"
            + String.format(Locale.ROOT, source, SqlText.interval(width), ORIGIN));
  }
}
