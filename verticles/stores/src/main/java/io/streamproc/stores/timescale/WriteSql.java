package io.streamproc.stores.timescale;

import java.util.Locale;

/**
 * The statements that store a batch and that delete old events, in one schema. A batch's values are
 * always passed as parameters.
 */
final class WriteSql {
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

  /** Largest number of rows that {@link #deleteOlder} deletes. */
  static final int SLICE = 20_000;

  private final String schema;

  WriteSql(String schema) {
    this.schema = schema;
  }

  private String in(String template) {
    return SqlText.in(schema, template);
  }

  /**
   * Retention of a plain table, {@link #SLICE} events at a time: deleting all at once could exceed
   * the statement timeout every time. {@code $1}: age in milliseconds.
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

  /**
   * Retention of a hypertable. Returns one row per dropped chunk. {@code $1}: age in milliseconds.
   */
  String dropOlder() {
    return in("SELECT drop_chunks('{s}.events', now() - $1::float8 * interval '1 millisecond')");
  }

  /**
   * {@code $1}: Kafka's topic id. Checks before it inserts, because each conflict would use up one
   * of only 32,767 numbers.
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
   * Stores a batch once. It locks the positions of the batch's partitions, always in the same order
   * so that two writers can't deadlock, advances them, and skips events before the locked position,
   * which are already stored. It is one statement, so it is atomic. An event without a row for its
   * position gets a null topic, which fails the statement, because the event would not be
   * recognized as stored.
   *
   * <p>{@code $1}: topic; {@code $2, $3}: partitions and their next offsets; {@code $4} to {@code
   * $7}: times, amounts, partitions and offsets of the events. Its row count is the number of new
   * events.
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

  /** The columns as {@link CopyRows} encodes them. */
  String copy() {
    return in(
        """
        COPY {s}.events (time, amount, "offset", partition, topic) FROM STDIN (FORMAT binary)
        """);
  }

  /**
   * Advances positions that have not changed since they were read. {@code $1}: topic; {@code $2} to
   * {@code $4}: partitions, their offsets before and after. Its row count is the number of
   * partitions whose offset was as expected.
   */
  String advance() {
    return in(
        """
        WITH locked AS (
          SELECT p.partition, r.next
          FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS r(partition, seen, next)
            JOIN {s}.positions p ON p.partition = r.partition
          WHERE p.topic = $1::smallint AND p.next_offset = r.seen
          ORDER BY p.partition FOR UPDATE OF p
        )
        UPDATE {s}.positions p SET next_offset = locked.next
        FROM locked WHERE p.topic = $1::smallint AND p.partition = locked.partition
        """);
  }

  /**
   * Like {@link #write}, for a mix of dense and sparse events: {@code $8} marks the sparse ones.
   * Returns one row with the number of new events.
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
}
