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
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owners of slots, as far as the event bus knows them: each listens at an address of its slot.
 * Only a hint, as everything on the bus; that a slot has one owner is Kafka's business.
 */
final class SlotPeers implements SlotListener {
  private static final Logger LOG = LoggerFactory.getLogger(SlotPeers.class);
  private static final int INTERNAL_ERROR = 500;

  private final Vertx vertx;
  private final Context context;
  private final String prefix;
  private final Map<Integer, MessageConsumer<Buffer>> consumers = new HashMap<>(); // of the context
  private volatile Function<KeyedBody, Future<Accepted>> server;

  /**
   * @param topic of the keys, whose partitions the slots are
   */
  SlotPeers(Vertx vertx, String topic) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.prefix = Names.BUS_INGEST_SLOT + topic + '-';
  }

  /**
   * @param server serves what others send to this instance as the owner; a failure is a {@link
   *     Refusal}
   */
  void serve(Function<KeyedBody, Future<Accepted>> server) {
    this.server = server;
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
    EventFormat format = EventFormat.valueOf(message.headers().get(Names.HEADER_FORMAT));
    IdempotencyKey key = Keys.of(message.headers());
    server
        .apply(new KeyedBody(key, format, message.body().getBytes()))
        .onSuccess(accepted -> message.reply(toJson(accepted)))
        .onFailure(e -> refuse(message, e));
  }

  /**
   * Hands a request to the slot's owner.
   *
   * @return its answer; or a {@link Refusal} of the owner's; or a {@link
   *     io.vertx.core.eventbus.ReplyException} if there is no owner, or it does not answer in time
   */
  Future<Accepted> ask(int slot, KeyedBody request, Duration patience) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(patience.toMillis())
            .addHeader(Names.HEADER_IDEMPOTENCY_KEY, request.key().text())
            .addHeader(Names.HEADER_FORMAT, request.format().name());
    return vertx
        .eventBus()
        .<JsonObject>request(prefix + slot, Buffer.buffer(request.bytes()), options)
        .map(reply -> fromJson(reply.body()));
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
