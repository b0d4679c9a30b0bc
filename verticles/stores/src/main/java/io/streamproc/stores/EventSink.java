package io.streamproc.stores;

import io.vertx.core.Future;

/**
 * The writing side of a store. Stored events are durable. Storing them again, in whole or in part,
 * by this process or another, changes nothing.
 *
 * <p>A failure is a {@link StoreException}. It is permanent if the store will never accept this
 * batch; else the batch can be retried, whole or in parts, as {@link StoreException#remedy} says.
 * No method blocks the event loop.
 */
public interface EventSink {
  /**
   * Connects and makes the schema where it is missing; several processes may do so at once. One
   * attempt, which the caller repeats.
   */
  Future<Void> open();

  /**
   * Stores a batch.
   *
   * @return the number of events that are new; the rest of the batch had been stored before. The
   *     size of the batch if the store can't tell, because points overwrite themselves. Fails with
   *     {@link StoreBehindException} if a store that keeps positions lacks events before the batch.
   *     If the same batch comes again, it is stored: then Kafka does not have those events either.
   */
  Future<Integer> store(SinkBatch batch);

  /**
   * Whether the store accepts writes now: does what {@link #store} does, without events. It tells a
   * bad event from a store that accepts no event at all.
   *
   * @param batch for its topic and partitions; its events are not stored, no position advances
   * @return false also if the store can't tell
   */
  default Future<Boolean> takesWrites(SinkBatch batch) {
    return Future.succeededFuture(false);
  }

  /** Closes the connections; completes when they are closed. */
  Future<Void> close();
}
