package io.streamproc.stores.timescale;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The statements that read events, buckets and positions in one schema. */
final class ReadSql {
  /**
   * Whether this TimescaleDB has a third log, as releases since 2.21 do. It holds ranges that a
   * refresh has removed from the other logs and not yet processed.
   */
  static final String HAS_PENDING =
      "SELECT to_regclass('_timescaledb_catalog.continuous_aggs_materialization_ranges') IS NOT NULL"
          + " AS found";

  /** What the server says about itself. */
  static final String SERVER =
      """
      SELECT current_setting('server_version') AS version,
             (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS extension,
             clock_timestamp() AS now
      """;

  private final String schema;

  ReadSql(String schema) {
    this.schema = schema;
  }

  private String in(String template) {
    return SqlText.in(schema, template);
  }

  /**
   * Reads the stale ranges of the rollups from TimescaleDB's internal change logs, in microseconds
   * since 1970, both ends inclusive. Real-time aggregation covers events newer than a rollup's
   * watermark, but not late events before it. A rollup that does not exist yet, because an earlier
   * version made the schema, is stale at all times. {@code $1, $2}: range of interest, half open.
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
        UNION ALL
        SELECT name, %s, %s FROM unnest(ARRAY['%s']) AS name
        WHERE to_regclass('{s}.' || name) IS NULL
        """,
            pending ? third : "",
            Long.MIN_VALUE + 1,
            Long.MAX_VALUE,
            String.join("', '", Rollup.views())));
  }

  /**
   * Reads buckets from one or several sources, each with its own range: {@code $1, $2} are from and
   * to of the first, and so on. The last range is for the sparse events, which no rollup contains.
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
        SELECT (extract(epoch FROM bucket) * 1000)::bigint AS start, count, sum, min, max
        FROM (
          SELECT date_bin(%s, t, 'epoch'::timestamptz) AS bucket,
                 sum(n)::bigint AS count, sum(s) AS sum, min(lo) AS min, max(hi) AS max
          FROM (%s) AS source GROUP BY 1
        ) AS buckets ORDER BY 1
        """,
        SqlText.interval(step),
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

  String hasEvents() {
    return in("SELECT to_regclass('{s}.events') IS NOT NULL AS found");
  }

  /** {@code $1}: Kafka's topic id, {@code $2}: partitions. Times in epoch milliseconds. */
  String allEvents() {
    return in(
        """
        SELECT partition, "offset", (extract(epoch FROM time) * 1000)::bigint, amount
        FROM (
          SELECT time, amount, "offset", partition, topic FROM {s}.events
          UNION ALL
          SELECT time, amount, "offset", partition, topic FROM {s}.events_sparse
        ) AS stored
        WHERE topic = (SELECT id FROM {s}.topics WHERE topic_id = $1)
          AND partition = ANY($2::int[])
        """);
  }
}
