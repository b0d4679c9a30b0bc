package io.streamproc.stores.timescale;

import io.streamproc.stores.Await;
import io.streamproc.stores.SinkBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A consumer of a version before migrations. It runs that version's own statements: {@code
 * earlier-schemas} in the test resources.
 */
final class EarlierVersion {
  private final Vertx vertx;
  private final TimescaleTestStore store;
  private final int number;

  /**
   * @param number schema number that today's code infers for that version's tables
   */
  EarlierVersion(Vertx vertx, TimescaleTestStore store, int number) {
    this.vertx = vertx;
    this.store = store;
    this.number = number;
  }

  static String resource(String name) throws Exception {
    try (InputStream in =
        EarlierVersion.class.getResourceAsStream("/earlier-schemas/" + name + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Creates its schema, as it does at each start if it does not find its fingerprint. */
  void open() throws Exception {
    Await.result(opening());
  }

  /** Starts to create its schema under its lock, without waiting for the end. */
  Future<?> opening() throws Exception {
    boolean timescale =
        store.number(vertx, "SELECT count(*) FROM pg_extension WHERE extname = 'timescaledb'") > 0;
    String lock = "SELECT pg_advisory_xact_lock(1937011309, hashtext('{s}'));";
    return store.sqlAsync(
        vertx,
        "BEGIN; " + lock + resource(number + (timescale ? "-timescale" : "-plain")) + "COMMIT");
  }

  /** Stores a batch that ends with its last event in one statement. */
  int store(SinkBatch batch) throws Exception {
    Pool pool = Connections.pool(vertx, store.settings());
    Map<Integer, Long> next = new TreeMap<>();
    batch.ranges().forEach((partition, range) -> next.put(partition, range.next()));
    Integer[] partitions = next.keySet().toArray(Integer[]::new);
    Future<Integer> kept =
        pool.preparedQuery(
                in(
                    """
                    INSERT INTO {s}.topics (topic_id) SELECT $1::text
                    WHERE NOT EXISTS (SELECT FROM {s}.topics WHERE topic_id = $1::text)
                    ON CONFLICT DO NOTHING
                    """))
            .execute(Tuple.of(batch.topicId()))
            .compose(
                v ->
                    pool.preparedQuery(in("SELECT id FROM {s}.topics WHERE topic_id = $1"))
                        .execute(Tuple.of(batch.topicId())))
            .map(rows -> rows.iterator().next().getShort("id"))
            .compose(
                topic ->
                    pool.preparedQuery(
                            in(
                                """
                                INSERT INTO {s}.positions (topic, partition)
                                SELECT $1::smallint, p FROM unnest($2::int[]) AS p ORDER BY p
                                ON CONFLICT DO NOTHING
                                """))
                        .execute(Tuple.from(new Object[] {topic, partitions}))
                        .map(topic))
            .compose(topic -> write(pool, batch, topic, partitions, next));
    return Await.result(kept.eventually(pool::close));
  }

  private Future<Integer> write(
      Pool pool, SinkBatch batch, Short topic, Integer[] partitions, Map<Integer, Long> next) {
    try {
      List<Object> parameters = new ArrayList<>(List.of(topic, partitions));
      parameters.add(next.values().toArray(Long[]::new));
      parameters.addAll(EventColumns.of(batch, 0, batch.size()));
      return pool.preparedQuery(in(resource("write")))
          .execute(Tuple.from(parameters))
          .map(rows -> rows.rowCount());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  private String in(String sql) {
    return sql.replace("{s}", store.schema());
  }
}
