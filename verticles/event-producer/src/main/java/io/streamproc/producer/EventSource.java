package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Where the sender gets its batches from. Lives on one event loop. */
interface EventSource {
  /** Whether there is a batch to be taken. */
  boolean ready();

  /**
   * The next batch, with what has to be kept of it before it is sent.
   *
   * @param most events
   */
  Future<Parcel> take(int most);

  /** It is stored; {@code before} if an earlier request with its key had stored it. */
  void accepted(Parcel parcel, boolean before);

  /** The API will never take it. */
  void refused(Parcel parcel);

  /** Events that a stop waits for. */
  int unsent();

  /** A stop has begun. */
  void stopping();

  /**
   * Events that are sent in one request.
   *
   * @param body the same as it is sent
   * @param key under which event-api knows a repeat; null: none
   */
  record Parcel(EventBatch events, Buffer body, String key) {}
}
