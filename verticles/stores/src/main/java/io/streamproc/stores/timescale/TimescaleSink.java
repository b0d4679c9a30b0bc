package io.streamproc.stores.timescale;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps events and positions in one statement, so an event is stored once however often and by
 * however many it is handed in. Give it one batch at a time.
 */
public final class TimescaleSink implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger(TimescaleSink.class);

  /** Measured: throughput stops growing between 5,000 and 10,000 rows a statement. */
  private static final int MAX_ROWS = 10_000;

  private final TimescaleSettings settings;
  private final Pool pool;
  private final Sql sql;
  private final Positions positions;
  private final PgFaults faults;
  private final AgeLimit ageLimit;

  TimescaleSink(Vertx vertx, TimescaleSettings settings) {
    this.settings = settings;
    sql = new Sql(settings.schema());
    positions = new Positions(sql);
    pool = Connections.pool(vertx, settings, positions::doubt);
    faults = new PgFaults(settings.address());
    ageLimit = new AgeLimit(vertx, pool, settings.retention());
  }

  @Override
  public Future<Void> open() {
    return new TimescaleSchema(pool, settings)
        .ensure()
        .compose(
            kind -> {
              LOG.info("writing to PostgreSQL at {}, {}", settings.address(), kind);
              limitAge(kind);
              return Future.<Void>succeededFuture();
            },
            e -> Future.failedFuture(faults.passing(e)));
  }

  private void limitAge(TimescaleSchema.Kind kind) {
    switch (kind) {
      case PLAIN -> ageLimit.start(sql.deleteOlder());
      case HYPERTABLE -> ageLimit.start(sql.dropOlder());
      case FULL -> {} // a policy does it
    }
  }

  @Override
  public Future<Integer> store(SinkBatch batch) {
    if (batch.ranges().isEmpty()) {
      return Future.succeededFuture(0);
    }
    return positions
        .prepare(pool, batch)
        .compose(topic -> write(batch, topic))
        .recover(
            e -> {
              positions.forget();
              boolean behind = e instanceof StoreBehindException;
              return Future.failedFuture(behind ? e : faults.ofBatch(e));
            });
  }

  /** One after the other: were a later one to succeed without an earlier, that would be skipped. */
  private Future<Integer> write(SinkBatch batch, short topic) {
    Future<Integer> kept = Future.succeededFuture(0);
    for (Chunk chunk : Chunk.split(batch, MAX_ROWS)) {
      kept = kept.compose(before -> write(batch, topic, chunk).map(rows -> before + rows));
    }
    return kept;
  }

  private Future<Integer> write(SinkBatch batch, short topic, Chunk chunk) {
    return pool.preparedQuery(sql.write())
        .execute(parameters(batch, topic, chunk))
        .map(
            result -> {
              positions.stored(chunk);
              return result.rowCount();
            });
  }

  private static Tuple parameters(SinkBatch batch, short topic, Chunk chunk) {
    int size = chunk.to() - chunk.from();
    OffsetDateTime[] times = new OffsetDateTime[size];
    Double[] amounts = new Double[size];
    Integer[] partitions = new Integer[size];
    Long[] offsets = new Long[size];
    for (int i = 0; i < size; i++) {
      int event = chunk.from() + i;
      times[i] = Instant.ofEpochMilli(batch.time(event)).atOffset(ZoneOffset.UTC);
      amounts[i] = batch.amount(event);
      partitions[i] = batch.partition(event);
      offsets[i] = batch.offset(event);
    }
    Map<Integer, Long> next = chunk.next();
    return Tuple.from(
        new Object[] {
          topic,
          next.keySet().toArray(Integer[]::new),
          next.values().toArray(Long[]::new),
          times,
          amounts,
          partitions,
          offsets
        });
  }

  @Override
  public Future<Void> close() {
    ageLimit.stop();
    return pool.close();
  }
}
