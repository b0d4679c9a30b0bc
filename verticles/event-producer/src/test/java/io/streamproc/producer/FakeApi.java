package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.event.InvalidEventException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server in place of event-api, with faults that the test selects. */
final class FakeApi {
  private final EventDecoder decoder = new EventDecoder();
  private final HttpServer server;
  private final List<EventBatch> stored = new ArrayList<>();
  private final List<EventBatch> acknowledged = new ArrayList<>();
  private final Map<String, EventBatch> keys = new HashMap<>();
  private final Set<EventBatch> answered = new HashSet<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Mode mode = Mode.ACCEPT;
  private volatile int limit = Integer.MAX_VALUE;
  private volatile Mode afterLimit = Mode.ACCEPT;

  /** How the next requests are answered. */
  enum Mode {
    ACCEPT,
    FAIL,
    BUSY,
    TOO_MANY,
    STALL,
    DROP_CONNECTION,
    /** Stores the events, then closes the connection without an answer. */
    LOSE_ANSWER,
    REFUSE
  }

  private FakeApi(Vertx vertx) {
    server = vertx.createHttpServer().requestHandler(this::handle);
  }

  static Future<FakeApi> listen(Vertx vertx, int port) {
    FakeApi api = new FakeApi(vertx);
    return api.server.listen(port, "127.0.0.1").map(api);
  }

  Future<Void> close() {
    return server.close();
  }

  int port() {
    return server.actualPort();
  }

  void mode(Mode next) {
    mode = next;
  }

  /** Changes the mode as soon as the given number of events is acknowledged. */
  void failAfter(int events, Mode next) {
    limit = events;
    afterLimit = next;
  }

  int requests() {
    return requests.get();
  }

  /** Amounts that were answered with 202, in order of arrival. */
  synchronized List<Double> acknowledged() {
    return flatten(acknowledged);
  }

  /** Times of the acknowledged events, in order of arrival. */
  synchronized List<Long> acknowledgedTimes() {
    List<Long> times = new ArrayList<>();
    for (EventBatch batch : acknowledged) {
      for (int i = 0; i < batch.size(); i++) {
        times.add(batch.time(i));
      }
    }
    return times;
  }

  /** Stored amounts, including duplicates. */
  synchronized List<Double> stored() {
    return flatten(stored);
  }

  private static List<Double> flatten(List<EventBatch> batches) {
    List<Double> amounts = new ArrayList<>();
    for (EventBatch batch : batches) {
      for (int i = 0; i < batch.size(); i++) {
        amounts.add(batch.amount(i));
      }
    }
    return amounts;
  }

  private void handle(HttpServerRequest request) {
    requests.incrementAndGet();
    request.body().onSuccess(body -> answer(request, body));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    if (limit < Integer.MAX_VALUE && acknowledged().size() >= limit) {
      mode = afterLimit;
    }
    switch (mode) {
      case ACCEPT -> accept(request, body);
      case FAIL -> request.response().setStatusCode(500).end("broken");
      case BUSY -> request.response().setStatusCode(503).putHeader("Retry-After", "1").end();
      case TOO_MANY -> request.response().setStatusCode(429).end();
      case STALL -> request.pause();
      case DROP_CONNECTION -> request.connection().close();
      case LOSE_ANSWER -> {
        store(request, body);
        request.connection().close();
      }
      case REFUSE -> request.response().setStatusCode(400).end("{\"detail\":\"no\"}");
    }
  }

  private void accept(HttpServerRequest request, Buffer body) {
    boolean right =
        request.path().equals("/events")
            && "application/x-ndjson".equals(request.getHeader("Content-Type"));
    if (!right) {
      request.response().setStatusCode(404).end();
      return;
    }
    boolean before = isDuplicate(request);
    EventBatch batch = store(request, body);
    synchronized (this) {
      if (answered.add(batch)) {
        acknowledged.add(batch);
      }
    }
    if (before) {
      request.response().putHeader("Idempotency-Replayed", "true");
    }
    request.response().setStatusCode(202).end("{\"accepted\":" + batch.size() + "}");
  }

  private synchronized boolean isDuplicate(HttpServerRequest request) {
    return keys.containsKey(request.getHeader("Idempotency-Key"));
  }

  /** Like event-api, does not store a request again whose key is known. */
  private synchronized EventBatch store(HttpServerRequest request, Buffer body) {
    try {
      EventBatch batch = decoder.decode(body.getBytes(), EventFormat.LINES, -1);
      String key = request.getHeader("Idempotency-Key");
      EventBatch earlier = key == null ? null : keys.putIfAbsent(key, batch);
      if (earlier != null) {
        return earlier;
      }
      stored.add(batch);
      return batch;
    } catch (InvalidEventException e) {
      throw new IllegalStateException(e);
    }
  }
}
