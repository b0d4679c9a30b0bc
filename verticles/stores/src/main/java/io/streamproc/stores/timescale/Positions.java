package io.streamproc.stores.timescale;

import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.SinkBatch.OffsetRange;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a batch's topic and partitions have their rows before it is written, and says
 * aloud when offsets were left out between two batches: Kafka may do so (retention, compaction),
 * but it is worth a line. Asks the database only when a batch does not follow on the last.
 */
final class Positions {
  private static final Logger LOG = LoggerFactory.getLogger(Positions.class);

  private final Pool pool;
  private final Sql sql;
  private final Map<Integer, Long> known = new HashMap<>();
  private String topicId = "";
  private short topic;

  Positions(Pool pool, Sql sql) {
    this.pool = pool;
    this.sql = sql;
  }

  /**
   * @return the topic's number in the database
   */
  Future<Short> prepare(SinkBatch batch) {
    if (batch.topicId().equals(topicId)) {
      return rows(batch).map(v -> topic);
    }
    forget();
    return pool.preparedQuery(sql.addTopic())
        .execute(Tuple.of(batch.topicId()))
        .compose(v -> pool.preparedQuery(sql.findTopic()).execute(Tuple.of(batch.topicId())))
        .compose(
            found -> {
              topic = found.iterator().next().getShort("id");
              topicId = batch.topicId();
              return rows(batch);
            })
        .map(v -> topic);
  }

  private Future<Void> rows(SinkBatch batch) {
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
    for (Row row : rows) {
      int partition = row.getInteger("partition");
      long stored = row.getLong("next_offset");
      long first = batch.ranges().get(partition).first();
      if (first > stored) {
        LOG.warn(
            "partition {}: stored up to offset {}, now read from {}; Kafka no longer has what lies"
                + " between",
            partition,
            stored,
            first);
      }
      known.put(partition, stored);
    }
    return null;
  }

  void stored(Chunk chunk) {
    chunk.next().forEach((partition, next) -> known.merge(partition, next, Math::max));
  }

  /** After a failure nothing is taken for granted: the database may be another than before. */
  void forget() {
    topicId = "";
    known.clear();
  }
}
