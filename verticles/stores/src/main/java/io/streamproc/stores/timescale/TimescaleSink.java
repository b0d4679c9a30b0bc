package io.streamproc.stores.timescale;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores events and positions in one transaction, so an event is stored once even if it is passed
 * in repeatedly or by several processes. Large parts of a batch are copied ({@link CopyWriter}),
 * small ones and those with sparse events are stored by one statement. Accepts one batch at a time.
 */
public final class TimescaleSink implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger(TimescaleSink.class);

  /** Rows of one transaction. Measured: above, throughput does not grow. */
  private static final int MAX_ROWS = 20_000;

  /** For fewer rows, the round trips of a transaction would cost more than COPY saves. */
  private static final int COPY_ROWS = 500;

  private static final BitSet NONE = new BitSet();

  private final TimescaleSettings settings;
  private final Pool pool;
  private final WriteSql sql;
  private final Positions positions;
  private final CopyWriter copy;
  private final PgFaults faults;
  private final AgeLimit ageLimit;
  private final AgeLimit sparseAgeLimit;
  private final Density density;
  private final RollupRefresh refresh;
  private boolean hypertable;

  TimescaleSink(Vertx vertx, TimescaleSettings settings) {
    this.settings = settings;
    sql = new WriteSql(settings.schema());
    positions = new Positions(sql);
    pool = Connections.pool(vertx, settings, positions::connectionClosed);
    copy = new CopyWriter(pool, sql);
    faults = new PgFaults(settings.address());
    ageLimit = new AgeLimit(vertx, pool, settings.retention());
    sparseAgeLimit = new AgeLimit(vertx, pool, settings.retention());
    density = new Density(settings.chunkInterval(), Clock.systemUTC());
    refresh = new RollupRefresh(vertx, pool, settings.schema());
  }

  @Override
  public Future<Void> open() {
    return new TimescaleSchema(pool, settings)
        .ensure()
        .compose(
            kind -> {
              LOG.info("writing to PostgreSQL at {}, {}", settings.address(), kind);
              hypertable = kind != TimescaleSchema.Kind.PLAIN;
              maintain(kind);
              return Future.<Void>succeededFuture();
            },
            e -> Future.failedFuture(faults.transientFailure(e)));
  }

  private void maintain(TimescaleSchema.Kind kind) {
    switch (kind) {
      case PLAIN -> {
        ageLimit.start(sql.deleteOlder("events"));
        refresh.start();
      }
      case HYPERTABLE -> ageLimit.start(sql.dropOlder());
      case FULL -> {} // has a retention policy
    }
    sparseAgeLimit.start(sql.deleteOlder("events_sparse"));
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
              return Future.failedFuture(behind ? e : faults.batchFailure(e));
            });
  }

  /**
   * Stores the parts one after another: if only a later part succeeded, the earlier one would count
   * as stored.
   */
  private Future<Integer> write(SinkBatch batch, short topic) {
    Future<Integer> kept = Future.succeededFuture(0);
    for (BatchPart part : BatchPart.split(batch, MAX_ROWS)) {
      kept = kept.compose(before -> write(batch, topic, part).map(rows -> before + rows));
    }
    return kept;
  }

  private Future<Integer> write(SinkBatch batch, short topic, BatchPart part) {
    BitSet sparse = hypertable ? density.sparse(batch, part) : NONE;
    return write(batch, topic, part, sparse)
        .onSuccess(
            kept -> {
              positions.stored(part);
              if (hypertable) {
                density.stored(batch, part);
              } else {
                refresh.changed();
              }
            });
  }

  private Future<Integer> write(SinkBatch batch, short topic, BatchPart part, BitSet sparse) {
    int size = part.to() - part.from();
    if (!sparse.isEmpty()) {
      return writeWithSparse(columns(batch, topic, part), sparse, size);
    }
    if (size < COPY_ROWS) {
      return writeByStatement(batch, topic, part);
    }
    return copy.write(batch, topic, part, positions.known())
        .recover(
            e ->
                e instanceof CopyWriter.MovedException
                    ? writeAfterOther(batch, part)
                    : Future.failedFuture(e));
  }

  /** Looks at the positions again, because they may also have fallen back. */
  private Future<Integer> writeAfterOther(SinkBatch batch, BatchPart part) {
    positions.forget();
    return positions.prepare(pool, batch).compose(topic -> writeByStatement(batch, topic, part));
  }

  private Future<Integer> writeByStatement(SinkBatch batch, short topic, BatchPart part) {
    return pool.preparedQuery(sql.write())
        .execute(Tuple.from(columns(batch, topic, part)))
        .map(SqlResult::rowCount);
  }

  private Future<Integer> writeWithSparse(List<Object> columns, BitSet sparse, int size) {
    Boolean[] which = new Boolean[size];
    Arrays.setAll(which, sparse::get);
    columns.add(which);
    return pool.preparedQuery(sql.writeWithSparse())
        .execute(Tuple.from(columns))
        .map(rows -> rows.iterator().next().getInteger("kept"));
  }

  private static List<Object> columns(SinkBatch batch, short topic, BatchPart part) {
    Map<Integer, Long> next = part.next();
    List<Object> columns = new ArrayList<>();
    columns.add(topic);
    columns.add(next.keySet().toArray(Integer[]::new));
    columns.add(next.values().toArray(Long[]::new));
    columns.addAll(EventColumns.of(batch, part.from(), part.to()));
    return columns;
  }

  /** Runs the same statement without events and without advancing positions. */
  @Override
  public Future<Boolean> takesWrites(SinkBatch batch) {
    Map<Integer, Long> same = new TreeMap<>();
    batch.ranges().forEach((partition, range) -> same.put(partition, 0L));
    return positions
        .prepare(pool, batch)
        .compose(
            topic ->
                pool.preparedQuery(sql.write())
                    .execute(Tuple.from(columns(batch, topic, new BatchPart(0, 0, same)))))
        .map(true)
        .otherwise(false);
  }

  @Override
  public Future<Void> close() {
    ageLimit.stop();
    sparseAgeLimit.stop();
    refresh.stop();
    return pool.close();
  }
}
