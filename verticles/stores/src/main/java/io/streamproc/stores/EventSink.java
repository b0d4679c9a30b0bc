package io.streamproc.stores;

import io.vertx.core.Future;

/**
 * The write side of a store. Stored events are durable. Storing them again, in whole or in part, by
 * this process or another, has no effect.
 *
 * <p>A failure is a {@link StoreException}. It is permanent if the store will never accept this
 * batch. Otherwise the batch can be retried, in whole or in parts, as {@link StoreException#remedy}
 * says. No method blocks the event loop.
 */
public interface EventSink {
  /**
   * Connects and creates the schema if it is missing; several processes may do so concurrently.
   * Makes one attempt, which the caller repeats.
   */
  Future<Void> open();

  /**
   * Stores a batch.
   *
   * @return the number of new events; the other events of the batch were already stored. The size
   *     of the batch if the store can't tell, because points overwrite themselves. Fails with
   *     {@link StoreBehindException} if a store that keeps positions lacks events before the batch.
   *     If the same batch is passed again it is stored, because then Kafka does not have those
   *     events either.
   */
  Future<Integer> store(SinkBatch batch);

  /**
   * Whether the store accepts writes now. Does what {@link #store} does, without events, to
   * distinguish an invalid event from a store that accepts no events at all.
   *
   * @param batch for its topic and partitions; its events are not stored and no position advances
   * @return false also if the store can't tell
   */
  default Future<Boolean> takesWrites(SinkBatch batch) {
    return Future.succeededFuture(false);
  }

  /** Closes the connections; completes when they are closed. */
  Future<Void> close();
}
