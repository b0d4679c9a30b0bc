package io.streamproc.bench.broken;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.streamproc.stores.timescale.TimescaleStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Inserts rows and looks at no position: at least once, as sinks usually are. The statement is the
 * real sink's without what makes it exact, so the difference in speed is the price of that.
 */
public final class NoPositionsSink implements EventSink {
  private static final int MAX_ROWS = 10_000;

  private final EventSink schema;
  private final Pool pool;
  private final String addTopic;
  private final String insert;

  public NoPositionsSink(Vertx vertx, TimescaleSettings settings) {
    schema = TimescaleStore.sink(vertx, settings);
    pool =
        PgBuilder.pool()
            .connectingTo(
                new PgConnectOptions()
                    .setHost(settings.host())
                    .setPort(settings.port())
                    .setDatabase(settings.database())
                    .setUser(settings.user())
                    .setPassword(settings.password().value())
                    .setCachePreparedStatements(true))
            .with(new PoolOptions().setMaxSize(settings.poolSize()))
            .using(vertx)
            .build();
    addTopic =
        String.format(
            Locale.ROOT,
            "INSERT INTO %s.topics (topic_id) VALUES ($1) ON CONFLICT DO NOTHING",
            settings.schema());
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
            settings.schema());
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
    int size = to - from;
    OffsetDateTime[] times = new OffsetDateTime[size];
    Double[] amounts = new Double[size];
    Integer[] partitions = new Integer[size];
    Long[] offsets = new Long[size];
    for (int i = 0; i < size; i++) {
      times[i] = Instant.ofEpochMilli(batch.time(from + i)).atOffset(ZoneOffset.UTC);
      amounts[i] = batch.amount(from + i);
      partitions[i] = batch.partition(from + i);
      offsets[i] = batch.offset(from + i);
    }
    return pool.preparedQuery(insert)
        .execute(Tuple.from(new Object[] {batch.topicId(), times, amounts, partitions, offsets}))
        .map(rows -> rows.rowCount());
  }

  @Override
  public Future<Void> close() {
    return schema.close().compose(v -> pool.close());
  }
}
