package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Gives the sender its batches. Lives on one event loop. */
interface EventSource {
  /** Whether there is a batch to send now. */
  boolean ready();

  /**
   * The next batch, once its position is kept.
   *
   * @param most most events of it
   */
  Future<Parcel> take(int most);

  /**
   * The batch is stored.
   *
   * @param before whether an earlier request with its key had stored it
   */
  void accepted(Parcel parcel, boolean before);

  /** The API will never take the batch. */
  void refused(Parcel parcel);

  /** What has become of its events so far. */
  EventCounts counts();

  /** Number of events that a stop waits for. */
  int unsent();

  /** A stop has begun: nothing may wait for a fuller batch any more. */
  void stopping();

  /**
   * Events that are sent in one request.
   *
   * @param body the same as it is sent
   * @param key by which event-api recognizes a repeat; null: none
   */
  record Parcel(EventBatch events, Buffer body, String key) {}
}
