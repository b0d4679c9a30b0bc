package io.streamproc.stores.timescale;

import io.netty.buffer.ByteBuf;
import io.streamproc.stores.SinkBatch;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;
import java.util.Map;

/**
 * Stores a part of a batch by COPY, which is faster than a statement with arrays, and advances the
 * positions in the same transaction.
 *
 * <p>COPY can't leave out events that are stored already. So it is optimistic: it leaves out the
 * events before the positions as they were last seen, and moves each position only if it still is
 * what was seen. If another writer has moved one meanwhile, the transaction is rolled back.
 *
 * <p>The positions are locked after the rows were copied, not before. A process that freezes while
 * it copies would otherwise lock out the one that takes over its partitions, because the server
 * waits for copied data without a timeout.
 */
final class CopyWriter {
  private final Pool pool;
  private final WriteSql sql;

  CopyWriter(Pool pool, WriteSql sql) {
    this.pool = pool;
    this.sql = sql;
  }

  /** Another writer has stored events of the same partitions. Nothing was stored. */
  static final class MovedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private MovedException() {
      super("another writer has moved a position", null, false, false);
    }
  }

  /**
   * Stores a part.
   *
   * @param seen the positions of the part's partitions as they were last seen
   * @return the number of stored events; fails with {@link MovedException} if a position has moved
   */
  Future<Integer> write(SinkBatch batch, short topic, BatchPart part, Map<Integer, Long> seen) {
    return pool.withTransaction(
        connection -> {
          Iterator<ByteBuf> rows = new CopyRows(batch, part, topic, seen::get);
          return CopyData.send(connection, sql.copy(), rows)
              .compose(kept -> advance(connection, topic, part, seen).map(kept));
        });
  }

  private Future<Void> advance(
      SqlConnection connection, short topic, BatchPart part, Map<Integer, Long> seen) {
    int size = part.next().size();
    Integer[] partitions = part.next().keySet().toArray(new Integer[size]);
    Long[] before = new Long[size];
    Long[] after = new Long[size];
    for (int i = 0; i < size; i++) {
      before[i] = seen.get(partitions[i]);
      after[i] = Math.max(before[i], part.next().get(partitions[i]));
    }
    return connection
        .preparedQuery(sql.advance())
        .execute(Tuple.of(topic, partitions, before, after))
        .compose(
            moved ->
                moved.rowCount() == size
                    ? Future.succeededFuture()
                    : Future.failedFuture(new MovedException()));
  }
}
