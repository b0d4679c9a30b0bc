package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Supplies the sender with batches. Runs on one event loop. */
interface EventSource {
  /** Whether a batch can be sent now. */
  boolean ready();

  /**
   * Returns the next batch, after its position has been saved.
   *
   * @param most largest number of events
   */
  Future<Parcel> take(int most);

  /**
   * Called when the batch is stored.
   *
   * @param before whether an earlier request with its key had stored it
   */
  void accepted(Parcel parcel, boolean before);

  /** Called when the API has rejected the batch permanently. */
  void refused(Parcel parcel);

  /** Returns the counts of this source's events. */
  EventCounts counts();

  /** Returns the number of events that a stop waits for. */
  int unsent();

  /** Called when a stop begins: from now on no batch waits to fill up. */
  void stopping();

  /**
   * Events that are sent in one request.
   *
   * @param body the request body
   * @param key key by which event-api recognizes a duplicate, or null
   */
  record Parcel(EventBatch events, Buffer body, String key) {}
}
