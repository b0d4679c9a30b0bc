package io.streamproc.api;

import io.streamproc.api.idempotency.KeyedIngest;
import io.vertx.core.Future;

/**
 * The phase before a stop: readiness is false, responses tell clients to close their connections,
 * and the slots of keyed requests move to another instance. All requests are still served.
 * Thread-safe.
 */
final class Drain {
  private final KafkaLink link;
  private final KeyedIngest keyed;
  private Future<Void> handedOver; // guarded by this; null: not begun

  Drain(KafkaLink link, KeyedIngest keyed) {
    this.link = link;
    this.keyed = keyed;
  }

  /**
   * Begins draining, unless it has begun.
   *
   * @return completes when the slots have moved or can't move; does not fail
   */
  synchronized Future<Void> begin() {
    if (handedOver == null) {
      link.drain();
      handedOver = keyed.handOver();
    }
    return handedOver;
  }

  /** Whether responses tell clients to close their connections. */
  boolean isUnderWay() {
    return link.isDraining();
  }
}
