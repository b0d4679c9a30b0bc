package io.streamproc.stores.timescale;

import java.util.Locale;

/**
 * The statements that store a batch, and that delete what is too old, for one schema. Nothing of a
 * batch is ever spliced in: it comes as parameters.
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

  /** Rows that {@link #deleteOlder} deletes at most. */
  static final int SLICE = 20_000;

  private final String schema;

  WriteSql(String schema) {
    this.schema = schema;
  }

  private String in(String template) {
    return SqlText.in(schema, template);
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
}
