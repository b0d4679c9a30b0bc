package io.streamproc.api.idempotency;

import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.Names;
import io.streamproc.core.event.EventFormat;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers other instances on the event bus, at one address for each slot that this instance owns.
 * Also takes slots over from instances that stop.
 */
final class SlotServer implements SlotListener {
  private static final Logger LOG = LoggerFactory.getLogger(SlotServer.class);
  private static final int INTERNAL_ERROR = 500;

  /** Suffix of the address at which instances take slots over. */
  static final String TAKE = "take";

  /** Sent in place of a slot, to find out whether any instance would take one. */
  static final int NO_SLOT = -1;

  private final Vertx vertx;
  private final Context context;
  private final String prefix;
  private final Map<Integer, MessageConsumer<Buffer>> consumers =
      new HashMap<>(); // used on the context only
  private volatile MessageConsumer<Integer> offer; // null if not created yet
  private volatile Handler handler;

  /** Serves a request as the owner of its slot. */
  interface Handler {
    /**
     * @param wait how long the other instance waits, or null if unknown
     * @param context where the result is delivered
     * @return the answer, or a {@link Refusal}
     * @throws Refusal instead of returning it
     */
    Future<Accepted> serve(KeyedBody request, Duration wait, Context context);
  }

  /**
   * @param topic topic of the keys, whose partitions are the slots
   */
  SlotServer(Vertx vertx, String topic) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.prefix = prefix(topic);
  }

  /** Returns the prefix of the addresses of the topic's slots. */
  static String prefix(String topic) {
    return Names.BUS_INGEST_SLOT + topic + '-';
  }

  /** Sets the handler of requests; must be called before this instance owns a slot. */
  void serve(Handler served) {
    handler = served;
  }

  /**
   * Takes slots over from instances that stop, from now on until {@link #withdrawOffer}.
   *
   * @param taker becomes the owner of a slot
   */
  void offerToTake(IntFunction<Future<Void>> taker) {
    offer =
        vertx.eventBus().consumer(prefix + TAKE, message -> take(message.body(), message, taker));
  }

  private void take(int slot, Message<Integer> message, IntFunction<Future<Void>> taker) {
    if (slot == NO_SLOT) {
      message.reply(NO_SLOT);
      return;
    }
    taker
        .apply(slot)
        .onFailure(e -> message.fail(INTERNAL_ERROR, String.valueOf(e.getMessage())))
        .onSuccess(v -> context.runOnContext(c -> replyWhenListening(slot, message)));
  }

  /**
   * Replies once the address is registered, because the stopping instance then routes its requests
   * here.
   */
  private void replyWhenListening(int slot, Message<Integer> message) {
    MessageConsumer<Buffer> consumer = consumers.get(slot);
    Future<Void> listening =
        consumer == null ? Future.failedFuture("lost again") : consumer.completion();
    listening
        .onSuccess(v -> message.reply(slot))
        .onFailure(e -> message.fail(INTERNAL_ERROR, String.valueOf(e.getMessage())));
  }

  /** Stops taking slots over, because this instance is about to stop. */
  Future<Void> withdrawOffer() {
    return offer == null ? Future.succeededFuture() : offer.unregister();
  }

  @Override
  public void acquired(int slot) {
    context.runOnContext(v -> consumers.computeIfAbsent(slot, this::listen));
  }

  @Override
  public void released(int slot) {
    context.runOnContext(
        v -> {
          MessageConsumer<Buffer> consumer = consumers.remove(slot);
          if (consumer != null) {
            consumer.unregister();
          }
        });
  }

  private MessageConsumer<Buffer> listen(int slot) {
    return vertx.eventBus().consumer(prefix + slot, this::answer);
  }

  private void answer(Message<Buffer> message) {
    try {
      EventFormat format = EventFormat.valueOf(message.headers().get(Names.HEADER_FORMAT));
      IdempotencyKey key = KeyHeader.readRouted(message.headers());
      String trace = message.headers().get(Names.HEADER_TRACEPARENT);
      KeyedBody request = new KeyedBody(key, format, message.body().getBytes(), trace);
      handler
          .serve(request, wait(message), vertx.getOrCreateContext())
          .onSuccess(accepted -> message.reply(OwnerReply.encode(accepted)))
          .onFailure(e -> refuse(message, e));
    } catch (RuntimeException e) {
      refuse(message, e);
    }
  }

  /** Returns null for instances of an earlier version, which don't send how long they wait. */
  private static Duration wait(Message<?> message) {
    String millis = message.headers().get(Names.HEADER_TIMEOUT);
    return millis == null ? null : Duration.ofMillis(Long.parseLong(millis));
  }

  private static void refuse(Message<Buffer> message, Throwable e) {
    if (e instanceof Refusal refusal) {
      message.reply(OwnerReply.encode(refusal));
    } else {
      LOG.error("a request that another instance routed here failed", e);
      message.fail(INTERNAL_ERROR, "internal error");
    }
  }

  /** Unregisters all addresses. Thread-safe. */
  Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(v -> unregister().onComplete(closed));
    return closed.future();
  }

  private Future<Void> unregister() {
    List<Future<Void>> all = consumers.values().stream().map(MessageConsumer::unregister).toList();
    consumers.clear();
    return Future.join(withdrawOffer(), Future.join(all)).mapEmpty();
  }
}
