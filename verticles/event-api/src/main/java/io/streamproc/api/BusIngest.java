package io.streamproc.api;

import io.streamproc.api.idempotency.IdempotencyKey;
import io.streamproc.api.idempotency.KeyHeader;
import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Problems;
import io.streamproc.api.request.Refusal;
import io.streamproc.api.request.RequestAdmission;
import io.streamproc.core.Names;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.kafka.WatchHeader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * Ingests events over the event bus. The reply is {@code {"accepted": n}}, or a failure with the
 * HTTP status as its code and the problem's detail as its message. The headers for the key and for
 * a replayed response are those of HTTP.
 */
final class BusIngest {
  private static final int INTERNAL_ERROR = 500;

  private final RequestAdmission admission;
  private final Ingest ingest;
  private final ApiMetrics metrics;

  BusIngest(RequestAdmission admission, Ingest ingest, ApiMetrics metrics) {
    this.admission = admission;
    this.ingest = ingest;
    this.metrics = metrics;
  }

  void handle(Message<Object> message) {
    try {
      IdempotencyKey key = KeyHeader.read(message.headers(), "");
      WatchHeader watch = watch(message, key);
      byte[] body = bytes(body(message));
      IngestRequest request =
          new IngestRequest(body, ContentCoding.IDENTITY, EventFormat.EITHER, key, watch);
      ingest
          .accept(request, admission.admitMessage(body.length))
          .onSuccess(accepted -> reply(message, accepted))
          .onFailure(e -> fail(message, e));
    } catch (RuntimeException e) {
      fail(message, e);
    }
  }

  /** Records of a key are written by the owner of its slot, which does not mark them. */
  private static WatchHeader watch(Message<Object> message, IdempotencyKey key) {
    String id = message.headers().get(Names.HEADER_WATCH);
    if (id != null && key != null) {
      throw Refusal.unreadable(
          "has a key and " + Names.HEADER_WATCH + ", which exclude each other");
    }
    try {
      return WatchHeader.of(id);
    } catch (IllegalArgumentException e) {
      throw Refusal.unreadable("is refused: " + e.getMessage());
    }
  }

  private static void reply(Message<Object> message, Accepted accepted) {
    DeliveryOptions options = new DeliveryOptions();
    if (accepted.replayed()) {
      options.addHeader(Names.HEADER_IDEMPOTENCY_REPLAYED, "true");
    }
    message.reply(AcceptedJson.of(accepted), options);
  }

  /** A cluster member of another version may send a body that can't be decoded here. */
  private static Object body(Message<Object> message) {
    try {
      return message.body();
    } catch (DecodeException e) {
      throw Refusal.unreadable("can't be decoded: " + e.getMessage());
    }
  }

  private static byte[] bytes(Object body) {
    if (body instanceof Buffer buffer) {
      return buffer.getBytes();
    } else if (body instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    } else if (body instanceof JsonObject || body instanceof JsonArray) {
      return encode(body);
    }
    throw Refusal.unreadable("expected a JSON object, a JSON array, a string or a buffer");
  }

  private static byte[] encode(Object json) {
    try {
      return Json.encodeToBuffer(json).getBytes();
    } catch (EncodeException e) {
      throw Refusal.unreadable("is not JSON: " + e.getMessage());
    }
  }

  private void fail(Message<Object> message, Throwable e) {
    if (e instanceof Refusal refusal) {
      metrics.refused(refusal);
      message.fail(Problems.of(refusal).status(), refusal.getMessage());
    } else {
      message.fail(INTERNAL_ERROR, "internal error");
    }
  }
}
