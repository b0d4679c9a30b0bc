package io.streamproc.stores.timescale;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Every statement of this store, for one schema. Nothing of a batch or a query is ever spliced in,
 * only the schema's name, which the settings restrict to {@code [a-z0-9_]}, and numbers.
 */
final class Sql {
  /**
   * Of the database. Transaction-scoped, so that a process which dies holds nobody up. The number
   * spells "strm".
   */
  static final String LOCK = "SELECT pg_advisory_xact_lock(1937011309)";

  /**
   * For changes of what is in use: whoever waits for an exclusive lock makes all wait who come
   * after, so it is given up soon and tried again later.
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

  /**
   * Whether this TimescaleDB has a third log, as releases since 2.21 do: ranges that a refresh has
   * taken out of the others and not worked off yet.
   */
  static final String HAS_PENDING =
      "SELECT to_regclass('_timescaledb_catalog.continuous_aggs_materialization_ranges') IS NOT NULL"
          + " AS found";

  /** In the schema, with or without TimescaleDB. */
  static final List<String> TABLES =
      List.of("made", "topics", "positions", "events", "events_sparse");

  /** Locks the positions of a batch's partitions and advances them; an insert follows. */
  private static final String ADVANCE =
      """
      WITH locked AS (
        SELECT partition, next_offset FROM {s}.positions
        WHERE topic = $1::smallint AND partition = ANY($2::int[])
        ORDER BY partition FOR UPDATE
      ), advanced AS (
        UPDATE {s}.positions p SET next_offset = r.next
        FROM unnest($2::int[], $3::bigint[]) AS r(partition, next) JOIN locked USING (partition)
        WHERE p.topic = $1::smallint AND p.partition = r.partition AND r.next > locked.next_offset
      )
      """;

  /** Rows that {@link #deleteOlder} deletes at most. */
  static final int SLICE = 20_000;

  private final String schema;

  Sql(String schema) {
    this.schema = schema;
  }

  private String in(String template) {
    return template.replace("{s}", schema);
  }

  /** Of the schema, see {@link #LOCK}. */
  String lock() {
    return in("SELECT pg_advisory_xact_lock(1937011309, hashtext('{s}'))");
  }

  /** Names, of this schema, that nothing has. {@code $1}: tables and views without schema. */
  String missing() {
    return in(
        "SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass('{s}.' || name) IS NULL");
  }

  /** The statements by which all of it was made, as {@link #fingerprint} has it. */
  String findMade() {
    return in("SELECT fingerprint FROM {s}.made");
  }

  /** {@code $1}: fingerprint. */
  String noteMade() {
    return in(
        """
        INSERT INTO {s}.made (fingerprint) VALUES ($1)
        ON CONFLICT (singleton) DO UPDATE SET fingerprint = EXCLUDED.fingerprint
        """);
  }

  /** What plain PostgreSQL needs as well: the schema and {@link #TABLES}. */
  List<String> tables() {
    return List.of(
        // Not IF NOT EXISTS: it wants the right to make schemas even where there is nothing to do.
        in(
            """
            DO $$ BEGIN
              IF to_regnamespace('{s}') IS NULL THEN CREATE SCHEMA {s}; END IF;
            END $$
            """),
        in(
            """
            CREATE TABLE IF NOT EXISTS {s}.made (
              singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
              fingerprint text NOT NULL)
            """),
        in(
            """
            CREATE TABLE IF NOT EXISTS {s}.topics (
              id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              topic_id text NOT NULL UNIQUE)
            """),
        // Half empty pages: every batch updates a row of it, in place as long as there is room.
        in(
            """
            CREATE TABLE IF NOT EXISTS {s}.positions (
              topic smallint NOT NULL REFERENCES {s}.topics,
              partition int NOT NULL,
              next_offset bigint NOT NULL DEFAULT 0,
              PRIMARY KEY (topic, partition)) WITH (fillfactor = 50)
            """),
        // Widest columns first, which saves the padding. No unique index and no foreign key: the
        // positions already keep an event from coming in twice, at half the cost.
        in(
            """
            CREATE TABLE IF NOT EXISTS {s}.events (
              time timestamptz NOT NULL,
              amount float8 NOT NULL,
              "offset" bigint NOT NULL,
              partition int NOT NULL,
              topic smallint NOT NULL)
            """),
        in("CREATE INDEX IF NOT EXISTS events_time_idx ON {s}.events (time DESC)"),
        // Events of stretches of time that are not worth a chunk, see Density; never a hypertable.
        in("CREATE TABLE IF NOT EXISTS {s}.events_sparse (LIKE {s}.events)"),
        in(
            "CREATE INDEX IF NOT EXISTS events_sparse_time_idx"
                + " ON {s}.events_sparse (time DESC)"));
  }

  /**
   * Before a plain table becomes a hypertable: what is not worth a chunk leaves it, or its move
   * could make thousands in one statement.
   */
  String moveSparse(Duration chunk) {
    return in(
        String.format(
            Locale.ROOT,
            """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM timescaledb_information.hypertables
                         WHERE hypertable_schema = '{s}' AND hypertable_name = 'events') THEN
            WITH few AS (
              SELECT floor(extract(epoch FROM time) * 1000 / %1$d) AS stretch
              FROM {s}.events GROUP BY 1 HAVING count(*) < %2$d
            ), moved AS (
              DELETE FROM {s}.events USING few
              WHERE floor(extract(epoch FROM time) * 1000 / %1$d) = few.stretch
              RETURNING events.*
            )
            INSERT INTO {s}.events_sparse SELECT * FROM moved;
          END IF;
        END $$
        """,
            chunk.toMillis(),
            Density.WORTH));
  }

  String hypertable(Duration chunk) {
    return in(
        String.format(
            Locale.ROOT,
            """
        SELECT create_hypertable('{s}.events', by_range('time', %s),
          if_not_exists => true, migrate_data => true, create_default_indexes => false)
        """,
            interval(chunk)));
  }

  String chunkInterval(Duration chunk) {
    return in(
        String.format(
            Locale.ROOT,
            """
        SELECT set_chunk_time_interval('{s}.events', %1$s)
        FROM timescaledb_information.dimensions
        WHERE hypertable_schema = '{s}' AND hypertable_name = 'events' AND time_interval <> %1$s
        """,
            interval(chunk)));
  }

  String compress() {
    return in(
        """
        ALTER TABLE {s}.events
        SET (timescaledb.compress, timescaledb.compress_orderby = 'time DESC')
        """);
  }

  List<String> compressionPolicy(Duration after) {
    return policy("events", "compression", "compress_after", after);
  }

  /** For the events or a rollup. */
  List<String> retentionPolicy(String relation, Duration age) {
    return policy(relation, "retention", "drop_after", age);
  }

  /**
   * Takes a policy away if its age is not the one wanted, and adds it if one is wanted and there is
   * none. One that fits is left alone: its job may be running.
   */
  private List<String> policy(String relation, String kind, String key, Duration age) {
    String job =
        String.format(
            Locale.ROOT,
            """
        (SELECT FROM timescaledb_information.jobs WHERE proc_name = 'policy_%s'
           AND hypertable_schema = '{s}' AND hypertable_name = '%s'
           AND (config->>'%s')::interval <> %s)
        """,
            kind,
            relation,
            key,
            interval(age));
    String remove =
        String.format(
            Locale.ROOT,
            "SELECT remove_%s_policy('{s}.%s', if_exists => true) WHERE EXISTS %s",
            kind,
            relation,
            job);
    String add =
        String.format(
            Locale.ROOT,
            "SELECT add_%s_policy('{s}.%s', %s, if_not_exists => true)",
            kind,
            relation,
            interval(age));
    return age.isZero() ? List.of(in(remove)) : List.of(in(remove), in(add));
  }

  /** Without data: with data it could not be part of a transaction; the policy fills it. */
  List<String> rollup(Rollup rollup) {
    String create =
        in(
            String.format(
                Locale.ROOT,
                """
            CREATE MATERIALIZED VIEW IF NOT EXISTS {s}.%s
            WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
            SELECT time_bucket(%s, time) AS bucket, count(*) AS count, sum(amount) AS sum,
                   min(amount) AS min, max(amount) AS max
            FROM {s}.events GROUP BY 1 WITH NO DATA
            """,
                rollup.view(),
                interval(rollup.width())));
    String policy =
        in(
            String.format(
                Locale.ROOT,
                """
            SELECT add_continuous_aggregate_policy('{s}.%s', start_offset => NULL,
              end_offset => %s, schedule_interval => %s, if_not_exists => true)
            """,
                rollup.view(),
                interval(rollup.width()),
                interval(rollup.refreshEvery())));
    return List.of(create, policy);
  }

  /**
   * Age limit for a plain table, {@link #SLICE} events at a time: all at once could take longer
   * than a statement may, and then nothing would ever be deleted. {@code $1}: milliseconds.
   */
  String deleteOlder(String table) {
    return in(
        String.format(
            Locale.ROOT,
            """
        DELETE FROM {s}.%1$s WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM {s}.%1$s WHERE time < now() - $1::float8 * interval '1 millisecond'
          LIMIT %2$d))
        """,
            table,
            SLICE));
  }

  /** Age limit for a hypertable, in whole chunks, which are its rows. {@code $1}: milliseconds. */
  String dropOlder() {
    return in("SELECT drop_chunks('{s}.events', now() - $1::float8 * interval '1 millisecond')");
  }

  /**
   * {@code $1}: Kafka's topic id. Asks before it inserts: a conflict alone would use up a number
   * each time, and there are only 32,767.
   */
  String addTopic() {
    return in(
        """
        INSERT INTO {s}.topics (topic_id) SELECT $1::text
        WHERE NOT EXISTS (SELECT FROM {s}.topics WHERE topic_id = $1::text)
        ON CONFLICT DO NOTHING
        """);
  }

  String findTopic() {
    return in("SELECT id FROM {s}.topics WHERE topic_id = $1");
  }

  /** {@code $1}: topic, {@code $2}: partitions. */
  String addPositions() {
    return in(
        """
        INSERT INTO {s}.positions (topic, partition)
        SELECT $1::smallint, p FROM unnest($2::int[]) AS p ORDER BY p
        ON CONFLICT DO NOTHING
        """);
  }

  String findPositions() {
    return in(
        """
        SELECT partition, next_offset FROM {s}.positions
        WHERE topic = $1::smallint AND partition = ANY($2::int[])
        """);
  }

  /**
   * Keeps a batch once. The positions of its partitions are locked, always in the same order so
   * that two writers can't wait for each other; then they advance, and what lies before the locked
   * position is left out, because it is there already. All in one statement, so all or nothing. An
   * event whose position's row is missing becomes a null topic, which fails the statement: it must
   * not pass for stored.
   *
   * <p>{@code $1}: topic; {@code $2, $3}: partitions and their next offsets; {@code $4} to {@code
   * $7}: times, amounts, partitions and offsets of the events. Answers with the rows kept.
   */
  String write() {
    return in(
        ADVANCE
            + """
        INSERT INTO {s}.events (time, amount, "offset", partition, topic)
        SELECT e.time, e.amount, e."offset", e.partition,
               CASE WHEN l.partition IS NULL THEN NULL ELSE $1::smallint END
        FROM unnest($4::timestamptz[], $5::float8[], $6::int[], $7::bigint[])
               AS e(time, amount, partition, "offset")
          LEFT JOIN locked l ON l.partition = e.partition
        WHERE l.partition IS NULL OR e."offset" >= l.next_offset
        """);
  }

  /**
   * The same for events of which some are sparse: {@code $8} says which. Answers with one row, the
   * number of rows kept.
   */
  String writeWithSparse() {
    return in(
        ADVANCE
            + """
        , news AS (
          SELECT e.time, e.amount, e."offset", e.partition,
                 CASE WHEN l.partition IS NULL THEN NULL ELSE $1::smallint END AS topic, e.sparse
          FROM unnest($4::timestamptz[], $5::float8[], $6::int[], $7::bigint[], $8::bool[])
                 AS e(time, amount, partition, "offset", sparse)
            LEFT JOIN locked l ON l.partition = e.partition
          WHERE l.partition IS NULL OR e."offset" >= l.next_offset
        ), dense AS (
          INSERT INTO {s}.events (time, amount, "offset", partition, topic)
          SELECT time, amount, "offset", partition, topic FROM news WHERE NOT sparse
          RETURNING 1
        ), rest AS (
          INSERT INTO {s}.events_sparse (time, amount, "offset", partition, topic)
          SELECT time, amount, "offset", partition, topic FROM news WHERE sparse
          RETURNING 1
        )
        SELECT (SELECT count(*) FROM dense) + (SELECT count(*) FROM rest) AS kept
        """);
  }

  /**
   * What the rollups don't know yet, in microseconds since 1970, both ends included: TimescaleDB's
   * own logs of changes. Real-time aggregation covers what is newer than a rollup's watermark, but
   * not an event that comes late and is older. {@code $1, $2}: range of interest, half open.
   *
   * @param pending see {@link #HAS_PENDING}
   */
  String stale(boolean pending) {
    String third =
        """
          UNION ALL
          SELECT lowest_modified_value, greatest_modified_value
          FROM _timescaledb_catalog.continuous_aggs_materialization_ranges
          WHERE materialization_id = c.mat_hypertable_id
        """;
    return in(
        String.format(
            Locale.ROOT,
            """
        SELECT c.user_view_name::text AS view, l.low, l.high
        FROM _timescaledb_catalog.continuous_agg c CROSS JOIN LATERAL (
          SELECT lowest_modified_value AS low, greatest_modified_value AS high
          FROM _timescaledb_catalog.continuous_aggs_materialization_invalidation_log
          WHERE materialization_id = c.mat_hypertable_id
          UNION ALL
          SELECT lowest_modified_value, greatest_modified_value
          FROM _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log
          WHERE hypertable_id = c.raw_hypertable_id
        %s) l
        WHERE c.user_view_schema = '{s}' AND l.low < $2 AND l.high >= $1
        """,
            pending ? third : ""));
  }

  /**
   * Buckets out of one or several sources, each with a range of its own: {@code $1, $2} are the
   * first one's from and to, and so on; after them those of the sparse events, which are in no
   * rollup.
   */
  String read(List<Segment> segments, Duration step) {
    StringBuilder sources = new StringBuilder();
    for (int i = 0; i < segments.size(); i++) {
      sources.append(source(segments.get(i), 2 * i + 1)).append("\nUNION ALL\n");
    }
    sources.append(events("events_sparse", 2 * segments.size() + 1));
    return String.format(
        Locale.ROOT,
        """
        SELECT (extract(epoch FROM date_bin(%s, t, 'epoch'::timestamptz)) * 1000)::bigint AS start,
               sum(n)::bigint AS count, sum(s) AS sum, min(lo) AS min, max(hi) AS max
        FROM (%s) AS source
        GROUP BY 1 ORDER BY 1
        """,
        interval(step),
        sources);
  }

  private String source(Segment segment, int parameter) {
    return segment.rollup() == null
        ? events("events", parameter)
        : in(
            String.format(
                Locale.ROOT,
                """
              SELECT bucket AS t, count AS n, sum AS s, min AS lo, max AS hi
              FROM {s}.%s WHERE bucket >= $%d AND bucket < $%d""",
                segment.rollup().view(),
                parameter,
                parameter + 1));
  }

  private String events(String table, int parameter) {
    return in(
        String.format(
            Locale.ROOT,
            """
              SELECT time AS t, 1 AS n, amount AS s, amount AS lo, amount AS hi
              FROM {s}.%s WHERE time >= $%d AND time < $%d""",
            table,
            parameter,
            parameter + 1));
  }

  /** {@code $1}: Kafka's topic id. */
  String allPositions() {
    return in(
        """
        SELECT p.partition, p.next_offset
        FROM {s}.positions p JOIN {s}.topics t ON t.id = p.topic WHERE t.topic_id = $1
        """);
  }

  /** {@code $1}: Kafka's topic id, {@code $2}: partitions. Times in epoch milliseconds. */
  String allEvents() {
    return in(
        """
        SELECT partition, "offset", (extract(epoch FROM time) * 1000)::bigint, amount
        FROM (SELECT * FROM {s}.events UNION ALL SELECT * FROM {s}.events_sparse) AS stored
        WHERE topic = (SELECT id FROM {s}.topics WHERE topic_id = $1)
          AND partition = ANY($2::int[])
        """);
  }

  static String interval(Duration duration) {
    return String.format(Locale.ROOT, "interval '%d milliseconds'", duration.toMillis());
  }

  /** Changes with every statement. */
  static String fingerprint(List<String> statements) {
    byte[] script = String.join(";\n", statements).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(script).toString();
  }
}
