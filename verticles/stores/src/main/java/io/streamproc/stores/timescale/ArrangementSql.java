package io.streamproc.stores.timescale;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * The statements that configure the tables according to the server and the settings: hypertable,
 * compression, retention, rollups. Each may run any number of times. Columns are created by {@link
 * Migration}. A rollup holds no data of its own, so a migration can drop it, and it is rebuilt from
 * the events.
 */
final class ArrangementSql {
  private final String schema;

  ArrangementSql(String schema) {
    this.schema = schema;
  }

  private String in(String template) {
    return SqlText.in(schema, template);
  }

  /** Returns the statements in the order in which they must run. */
  List<String> statements(TimescaleSchema.Kind kind, TimescaleSettings settings) {
    List<String> all = new ArrayList<>();
    PlainRollupSql plain = new PlainRollupSql(schema);
    if (kind == TimescaleSchema.Kind.PLAIN) {
      all.addAll(plain.create());
    } else {
      all.add(plain.drop());
      all.add(moveSparse(settings.chunkInterval()));
      all.add(hypertable(settings.chunkInterval()));
      all.add(chunkInterval(settings.chunkInterval()));
    }
    if (kind == TimescaleSchema.Kind.FULL) {
      all.add(compress());
      all.addAll(compressionPolicy(settings.compressAfter()));
      all.addAll(retentionPolicy("events", settings.retention()));
      for (Rollup rollup : Rollup.values()) {
        all.addAll(rollup(rollup));
        all.addAll(retentionPolicy(rollup.view(), settings.retention()));
      }
    }
    return all;
  }

  /** Returns a value that changes with every statement. */
  static String fingerprint(List<String> statements) {
    byte[] script = String.join(";\n", statements).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(script).toString();
  }

  /**
   * Moves the events of sparse periods out of a plain table before it becomes a hypertable.
   * Otherwise one statement would create thousands of chunks for them.
   */
  private String moveSparse(Duration chunk) {
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
              RETURNING events.time, amount, "offset", partition, topic
            )
            INSERT INTO {s}.events_sparse (time, amount, "offset", partition, topic)
            SELECT time, amount, "offset", partition, topic FROM moved;
          END IF;
        END $$
        """,
            chunk.toMillis(),
            Density.MIN_EVENTS));
  }

  private String hypertable(Duration chunk) {
    return in(
        String.format(
            Locale.ROOT,
            """
        SELECT create_hypertable('{s}.events', by_range('time', %s),
          if_not_exists => true, migrate_data => true, create_default_indexes => false)
        """,
            SqlText.interval(chunk)));
  }

  private String chunkInterval(Duration chunk) {
    return in(
        String.format(
            Locale.ROOT,
            """
        SELECT set_chunk_time_interval('{s}.events', %1$s)
        FROM timescaledb_information.dimensions
        WHERE hypertable_schema = '{s}' AND hypertable_name = 'events' AND time_interval <> %1$s
        """,
            SqlText.interval(chunk)));
  }

  private String compress() {
    return in(
        """
        ALTER TABLE {s}.events
        SET (timescaledb.compress, timescaledb.compress_orderby = 'time DESC')
        """);
  }

  private List<String> compressionPolicy(Duration after) {
    return policy("events", "compression", "compress_after", after);
  }

  /**
   * @param relation the events or a rollup
   */
  private List<String> retentionPolicy(String relation, Duration age) {
    return policy(relation, "retention", "drop_after", age);
  }

  /**
   * Removes a policy with another age, and adds one if none exists. A policy with the wanted age is
   * kept, because its job may be running.
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
            SqlText.interval(age));
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
            SqlText.interval(age));
    return age.isZero() ? List.of(in(remove)) : List.of(in(remove), in(add));
  }

  /** Uses WITH NO DATA, which is allowed in a transaction; the policy fills the view. */
  private List<String> rollup(Rollup rollup) {
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
                SqlText.interval(rollup.width())));
    String policy =
        in(
            String.format(
                Locale.ROOT,
                """
            SELECT add_continuous_aggregate_policy('{s}.%s', start_offset => NULL,
              end_offset => %s, schedule_interval => %s, if_not_exists => true)
            """,
                rollup.view(),
                SqlText.interval(rollup.width()),
                SqlText.interval(rollup.refreshEvery())));
    return List.of(create, policy);
  }
}
