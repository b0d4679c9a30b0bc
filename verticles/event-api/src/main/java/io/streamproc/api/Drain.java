package io.streamproc.api;

import io.streamproc.api.idempotency.KeyedIngest;
import io.vertx.core.Future;

/**
 * The time before a stop: readiness is false, clients are asked to go, and the slots of keyed
 * requests move to another instance, while everything is served as ever. Safe for use by many
 * threads.
 */
final class Drain {
  private final KafkaLink link;
  private final KeyedIngest keyed;
  private Future<Void> handedOver; // guarded by this; null: it has not begun

  Drain(KafkaLink link, KeyedIngest keyed) {
    this.link = link;
    this.keyed = keyed;
  }

  /**
   * Begins it, unless it has begun.
   *
   * @return completes when the slots have moved, or nobody takes them; does not fail
   */
  synchronized Future<Void> begin() {
    if (handedOver == null) {
      link.drain();
      handedOver = keyed.handOver();
    }
    return handedOver;
  }

  /** Whether clients are asked to go, with their answer. */
  boolean isUnderWay() {
    return link.isDraining();
  }
}
