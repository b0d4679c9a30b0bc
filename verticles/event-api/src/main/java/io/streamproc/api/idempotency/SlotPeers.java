package io.streamproc.api.idempotency;

import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.Names;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Sends requests over the event bus to the instances that own slots, where {@link SlotServer}
 * answers. An owner's registration on the bus may be outdated; Kafka ensures that a slot has one
 * owner.
 */
final class SlotPeers {
  private final Vertx vertx;
  private final String prefix;

  /**
   * @param topic topic of the keys, whose partitions are the slots
   */
  SlotPeers(Vertx vertx, String topic) {
    this.vertx = vertx;
    this.prefix = SlotServer.prefix(topic);
  }

  /**
   * Forwards a request to the slot's owner.
   *
   * @param wait timeout for its reply
   * @param left time until the client must have a response, which is the owner's timeout for the
   *     request
   * @return the owner's answer or {@link Refusal}; or a {@link ReplyException} if there is no
   *     owner, or it does not reply in time
   */
  Future<Accepted> ask(int slot, KeyedBody request, Duration wait, Duration left) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(wait.toMillis())
            .addHeader(Names.HEADER_IDEMPOTENCY_KEY, request.key().text())
            .addHeader(Names.HEADER_FORMAT, request.format().name())
            .addHeader(Names.HEADER_TIMEOUT, Long.toString(left.toMillis()));
    if (request.traceparent() != null) {
      options.addHeader(Names.HEADER_TRACEPARENT, request.traceparent());
    }
    try {
      return vertx
          .eventBus()
          .<JsonObject>request(prefix + slot, Buffer.buffer(request.bytes()), options)
          .map(reply -> OwnerReply.decode(reply.body()));
    } catch (IllegalStateException e) { // a connection that has just ended: nothing was sent
      return Future.failedFuture(new ReplyException(ReplyFailure.TIMEOUT, e.getMessage()));
    }
  }

  /** Succeeds if there is another instance that takes slots. */
  Future<Void> findSuccessor(Duration timeout) {
    return pass(SlotServer.NO_SLOT, timeout);
  }

  /**
   * Has another instance take a slot that this one has released.
   *
   * @return completes when it is the owner; fails if there is no other instance or it takes too
   *     long
   */
  Future<Void> pass(int slot, Duration timeout) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
    return vertx.eventBus().<Integer>request(prefix + SlotServer.TAKE, slot, options).mapEmpty();
  }
}
