package io.streamproc.stores;

import io.vertx.core.Future;

/**
 * The writing side of a store. What has been stored is durable, and storing it again, in whole or
 * in part, by this process or another, changes nothing.
 *
 * <p>A failure is a {@link StoreException}: permanent if the store will never take this batch, else
 * worth a retry, whole or in parts, as its {@link StoreException#remedy} says. No method blocks the
 * event loop.
 */
public interface EventSink {
  /**
   * Connects and makes the schema where it is missing; several processes may do so at once. One
   * attempt, which the caller repeats.
   */
  Future<Void> open();

  /**
   * Keeps a batch.
   *
   * @return the number of events newly kept; the rest of the batch was there before. For a store
   *     that can't tell (a rewrite overwrites itself) the size of the batch. Fails with {@link
   *     StoreBehindException} if a store that knows its positions lacks what lies before the batch.
   *     Handed in again with nothing before it, the batch is kept: then Kafka has no more.
   */
  Future<Integer> store(SinkBatch batch);

  /**
   * Whether the store takes writes at this moment: the way of {@link #store} with nothing to keep.
   * By it a bad event is told from a store that works for none.
   *
   * @param batch for its topic and partitions; nothing of it is kept, no position advances
   * @return false also if the store can't tell
   */
  default Future<Boolean> takesWrites(SinkBatch batch) {
    return Future.succeededFuture(false);
  }

  /** Lets go of connections; completes when they are closed. */
  Future<Void> close();
}
