package io.streamproc.stores.timescale;

import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.SinkBatch.OffsetRange;
import io.streamproc.stores.StoreBehindException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the rows of a batch's topic and partitions before it is written, and rejects a batch that
 * leaves a gap after the stored offsets. Kafka itself can leave gaps, which a consumer that has
 * just started can't know (retention, transaction markers), so a gap is rejected once and accepted
 * when the same batch comes again. The database is queried only if a batch does not follow the
 * previous one, or after a connection was closed, because the next connection may reach another
 * database.
 */
final class Positions {
  private static final Logger LOG = LoggerFactory.getLogger(Positions.class);

  private record Gap(long stored, long first) {}

  private final WriteSql sql;
  private final Map<Integer, Long> known = new HashMap<>();
  private final Map<Integer, Gap> refused = new HashMap<>();
  private final AtomicBoolean unverified = new AtomicBoolean();
  private String topicId = "";
  private short topic;

  Positions(WriteSql sql) {
    this.sql = sql;
  }

  /** Returns the topic's number in the database. */
  Future<Short> prepare(Pool pool, SinkBatch batch) {
    if (unverified.getAndSet(false)) {
      forget();
    }
    if (batch.topicId().equals(topicId)) {
      return rows(pool, batch).map(v -> topic);
    }
    forget();
    return pool.preparedQuery(sql.addTopic())
        .execute(Tuple.of(batch.topicId()))
        .compose(v -> pool.preparedQuery(sql.findTopic()).execute(Tuple.of(batch.topicId())))
        .compose(
            found -> {
              topic = found.iterator().next().getShort("id");
              topicId = batch.topicId();
              return rows(pool, batch);
            })
        .map(v -> topic);
  }

  private Future<Void> rows(Pool pool, SinkBatch batch) {
    if (batch.ranges().entrySet().stream().allMatch(e -> follows(e.getKey(), e.getValue()))) {
      return Future.succeededFuture();
    }
    Integer[] partitions = batch.ranges().keySet().toArray(Integer[]::new);
    Tuple parameters = Tuple.from(new Object[] {topic, partitions});
    return pool.preparedQuery(sql.addPositions())
        .execute(parameters)
        .compose(v -> pool.preparedQuery(sql.findPositions()).execute(parameters))
        .map(rows -> compare(rows, batch));
  }

  private boolean follows(int partition, OffsetRange range) {
    Long next = known.get(partition);
    return next != null && next >= range.first();
  }

  private Void compare(RowSet<Row> rows, SinkBatch batch) {
    Map<Integer, Long> behind = new TreeMap<>();
    for (Row row : rows) {
      int partition = row.getInteger("partition");
      long stored = row.getLong("next_offset");
      Gap gap = new Gap(stored, batch.ranges().get(partition).first());
      if (gap.first() <= stored) {
        refused.remove(partition);
      } else if (gap.equals(refused.remove(partition))) {
        LOG.info(
            "partition {}: Kafka has no records from offset {} to {}",
            partition,
            stored,
            gap.first);
      } else {
        refused.put(partition, gap);
        behind.put(partition, stored);
        continue;
      }
      known.put(partition, stored);
    }
    if (!behind.isEmpty()) {
      throw new StoreBehindException(behind);
    }
    return null;
  }

  /** The stored positions of a batch's partitions, as far as known; after {@link #prepare}. */
  Map<Integer, Long> known() {
    return Map.copyOf(known);
  }

  void stored(BatchPart part) {
    part.next().forEach((partition, next) -> known.merge(partition, next, Math::max));
  }

  /**
   * Queries the database again for the next batch, because a connection was closed. Thread-safe.
   */
  void connectionClosed() {
    unverified.set(true);
  }

  /** Forgets the known positions after a failure, because the database may be another one. */
  void forget() {
    topicId = "";
    known.clear();
  }
}
