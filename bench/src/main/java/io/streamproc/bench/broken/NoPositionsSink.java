package io.streamproc.bench.broken;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.timescale.Connections;
import io.streamproc.stores.timescale.EventColumns;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.streamproc.stores.timescale.TimescaleStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Inserts rows without checking positions: at least once, like most sinks. The statement is the
 * real sink's without the parts that make it exactly once, so the difference in speed is their
 * cost.
 */
public final class NoPositionsSink implements EventSink {
  private static final int MAX_ROWS = 10_000;

  private final EventSink schema;
  private final Pool pool;
  private final String addTopic;
  private final String insert;

  public NoPositionsSink(Vertx vertx, TimescaleSettings settings) {
    this(
        TimescaleStore.sink(vertx, settings), Connections.pool(vertx, settings), settings.schema());
  }

  /**
   * @param schema creates the tables of the schema {@code name}
   */
  NoPositionsSink(EventSink schema, Pool pool, String name) {
    this.schema = schema;
    this.pool = pool;
    addTopic =
        String.format(
            Locale.ROOT,
            "INSERT INTO %s.topics (topic_id) VALUES ($1) ON CONFLICT DO NOTHING",
            name);
    insert =
        String.format(
            Locale.ROOT,
            """
        INSERT INTO %1$s.events (time, amount, "offset", partition, topic)
        SELECT e.time, e.amount, e."offset", e.partition, t.id
        FROM unnest($2::timestamptz[], $3::float8[], $4::int[], $5::bigint[])
               AS e(time, amount, partition, "offset"),
             (SELECT id FROM %1$s.topics WHERE topic_id = $1) t
        """,
            name);
  }

  @Override
  public Future<Void> open() {
    return schema.open();
  }

  @Override
  public Future<Integer> store(SinkBatch batch) {
    Future<Integer> stored = pool.preparedQuery(addTopic).execute(Tuple.of(batch.topicId())).map(0);
    for (int from = 0; from < batch.size(); from += MAX_ROWS) {
      int start = from;
      int end = Math.min(batch.size(), start + MAX_ROWS);
      stored = stored.compose(before -> insert(batch, start, end).map(rows -> before + rows));
    }
    return stored.recover(
        e ->
            Future.failedFuture(
                new StoreException("PostgreSQL: " + e.getMessage(), Remedy.WAIT, e)));
  }

  private Future<Integer> insert(SinkBatch batch, int from, int to) {
    List<Object> parameters = new ArrayList<>(List.of(batch.topicId()));
    parameters.addAll(EventColumns.of(batch, from, to));
    return pool.preparedQuery(insert).execute(Tuple.from(parameters)).map(rows -> rows.rowCount());
  }

  @Override
  public Future<Void> close() {
    return schema.close().eventually(pool::close);
  }
}
