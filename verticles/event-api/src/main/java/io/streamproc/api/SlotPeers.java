package io.streamproc.api;

import io.streamproc.api.idempotency.Accepted;
import io.streamproc.api.idempotency.IdempotencyKey;
import io.streamproc.api.idempotency.SlotListener;
import io.streamproc.core.Names;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.event.TimeWarning;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owners of slots, as far as the event bus knows them: each listens at an address of its slot.
 * Only a hint, as everything on the bus; that a slot has one owner is Kafka's business.
 */
final class SlotPeers implements SlotListener {
  private static final Logger LOG = LoggerFactory.getLogger(SlotPeers.class);
  private static final int INTERNAL_ERROR = 500;

  /** In place of a slot: whether somebody is there to take one. */
  private static final int NONE = -1;

  private final Vertx vertx;
  private final Context context;
  private final String prefix;
  private final Map<Integer, MessageConsumer<Buffer>> consumers = new HashMap<>(); // of the context
  private volatile MessageConsumer<Integer> offer; // null: not made yet
  private volatile BiFunction<KeyedBody, Duration, Future<Accepted>> server;

  /**
   * @param topic of the keys, whose partitions the slots are
   */
  SlotPeers(Vertx vertx, String topic) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.prefix = Names.BUS_INGEST_SLOT + topic + '-';
  }

  /**
   * @param server serves what others send to this instance as the owner, within the time that they
   *     wait, or null if they don't say; a failure is a {@link Refusal}
   */
  void serve(BiFunction<KeyedBody, Duration, Future<Accepted>> server) {
    this.server = server;
  }

  /**
   * Takes slots over from instances that stop, from now on until {@link #withdrawOffer}.
   *
   * @param taker becomes the owner of a slot
   */
  void offerToTake(IntFunction<Future<Void>> taker) {
    offer =
        vertx.eventBus().consumer(prefix + "take", message -> take(message.body(), message, taker));
  }

  private void take(int slot, Message<Integer> message, IntFunction<Future<Void>> taker) {
    if (slot == NONE) {
      message.reply(NONE);
      return;
    }
    taker
        .apply(slot)
        .onFailure(e -> message.fail(INTERNAL_ERROR, String.valueOf(e.getMessage())))
        .onSuccess(v -> context.runOnContext(c -> whenListening(slot, message)));
  }

  /** The one who stops sends its requests on as soon as it has the reply. */
  private void whenListening(int slot, Message<Integer> message) {
    MessageConsumer<Buffer> consumer = consumers.get(slot);
    Future<Void> listening =
        consumer == null ? Future.failedFuture("lost again") : consumer.completion();
    listening
        .onSuccess(v -> message.reply(slot))
        .onFailure(e -> message.fail(INTERNAL_ERROR, String.valueOf(e.getMessage())));
  }

  /** For an instance that stops: nobody shall give it slots any more. */
  Future<Void> withdrawOffer() {
    return offer == null ? Future.succeededFuture() : offer.unregister();
  }

  /** Succeeds if there is another instance that takes slots. */
  Future<Void> findSuccessor(Duration patience) {
    return pass(NONE, patience);
  }

  /**
   * Has another instance take a slot that this one has given up.
   *
   * @return completes when it is the owner; fails if nobody is there or it takes too long
   */
  Future<Void> pass(int slot, Duration patience) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(patience.toMillis());
    return vertx.eventBus().<Integer>request(prefix + "take", slot, options).mapEmpty();
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

  /** Listens to nothing any more; for the context. */
  Future<Void> close() {
    List<Future<Void>> all = consumers.values().stream().map(MessageConsumer::unregister).toList();
    consumers.clear();
    return Future.join(all).mapEmpty();
  }

  private MessageConsumer<Buffer> listen(int slot) {
    return vertx.eventBus().consumer(prefix + slot, this::answer);
  }

  private void answer(Message<Buffer> message) {
    try {
      EventFormat format = EventFormat.valueOf(message.headers().get(Names.HEADER_FORMAT));
      IdempotencyKey key = Keys.of(message.headers());
      server
          .apply(new KeyedBody(key, format, message.body().getBytes()), patience(message))
          .onSuccess(accepted -> message.reply(toJson(accepted)))
          .onFailure(e -> refuse(message, e));
    } catch (RuntimeException e) {
      refuse(message, e);
    }
  }

  /** Instances of an earlier version don't say how long they wait. */
  private static Duration patience(Message<?> message) {
    String millis = message.headers().get(Names.HEADER_TIMEOUT);
    return millis == null ? null : Duration.ofMillis(Long.parseLong(millis));
  }

  /**
   * Hands a request to the slot's owner.
   *
   * @param wait for its answer
   * @param left until the client must have an answer; as long may the owner work on it
   * @return its answer; or a {@link Refusal} of the owner's; or a {@link
   *     io.vertx.core.eventbus.ReplyException} if there is no owner, or it does not answer in time
   */
  Future<Accepted> ask(int slot, KeyedBody request, Duration wait, Duration left) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(wait.toMillis())
            .addHeader(Names.HEADER_IDEMPOTENCY_KEY, request.key().text())
            .addHeader(Names.HEADER_FORMAT, request.format().name())
            .addHeader(Names.HEADER_TIMEOUT, Long.toString(left.toMillis()));
    try {
      return vertx
          .eventBus()
          .<JsonObject>request(prefix + slot, Buffer.buffer(request.bytes()), options)
          .map(reply -> fromJson(reply.body()));
    } catch (IllegalStateException e) { // of a connection that has just ended: nothing was sent
      return Future.failedFuture(new ReplyException(ReplyFailure.TIMEOUT, e.getMessage()));
    }
  }

  private static JsonObject toJson(Accepted accepted) {
    JsonObject json =
        new JsonObject().put("accepted", accepted.count()).put("replayed", accepted.replayed());
    TimeWarning warning = accepted.warning();
    return warning == null
        ? json
        : json.put("suspectIndex", warning.index())
            .put("suspectCount", warning.count())
            .put("suspectTime", warning.time());
  }

  private static void refuse(Message<Buffer> message, Throwable e) {
    if (e instanceof Refusal refusal) {
      message.reply(new JsonObject().put("refused", refusal.toJson()));
    } else {
      LOG.error("a request of another instance failed", e);
      message.fail(INTERNAL_ERROR, "internal error");
    }
  }

  private static Accepted fromJson(JsonObject reply) {
    JsonObject refused = reply.getJsonObject("refused");
    if (refused != null) {
      throw Refusal.fromJson(refused);
    }
    return new Accepted(reply.getInteger("accepted"), reply.getBoolean("replayed"), warning(reply));
  }

  private static TimeWarning warning(JsonObject reply) {
    Integer index = reply.getInteger("suspectIndex");
    return index == null
        ? null
        : new TimeWarning(index, reply.getInteger("suspectCount"), reply.getLong("suspectTime"));
  }
}
