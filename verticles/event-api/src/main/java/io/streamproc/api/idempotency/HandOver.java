package io.streamproc.api.idempotency;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Hands the slots of an instance that is about to stop over to another instance. */
final class HandOver {
  /** Timeout for a successor to take one slot. */
  private static final Duration SLOT_TIMEOUT = Duration.ofSeconds(5);

  /** Timeout for all slots; slots that have not moved by then stay until the end. */
  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  private final IdempotentWriter writer;
  private final SlotServer server;
  private final SlotPeers peers;
  private volatile boolean underWay;

  HandOver(IdempotentWriter writer, SlotServer server, SlotPeers peers) {
    this.writer = writer;
    this.server = server;
    this.peers = peers;
  }

  /**
   * Hands the slots over. From then on, requests are routed to the new owner. If there is no other
   * instance, this one keeps its slots.
   *
   * @return completes when the slots have moved or can't move; bounded in time, does not fail
   */
  Future<Void> begin() {
    return server
        .withdrawOffer()
        .otherwiseEmpty()
        .compose(v -> peers.findSuccessor(SLOT_TIMEOUT))
        .compose(v -> passAll())
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty();
  }

  private Future<Void> passAll() {
    underWay = true;
    return writer.handOver(slot -> peers.pass(slot, SLOT_TIMEOUT).onFailure(e -> underWay = false));
  }

  /** Whether other instances own the slots, or are about to. */
  boolean isUnderWay() {
    return underWay;
  }
}
