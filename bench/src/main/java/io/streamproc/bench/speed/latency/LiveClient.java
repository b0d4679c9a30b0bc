package io.streamproc.bench.speed.latency;

import io.streamproc.bench.speed.SockJsFrames;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.series.Step;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicBoolean;

/** One browser: a client of the SockJS bridge that reports the probes in the updates it gets. */
final class LiveClient implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  /** Vert.x closes the connections of a client that nothing refers to any more. */
  private final WebSocketClient client = vertx.createWebSocketClient();

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Probes probes = new Probes();

  /**
   * Connects and subscribes.
   *
   * @param port of a web-ui on loopback
   */
  LiveClient(int port) {
    WebSocket socket = client.connect(port, "127.0.0.1", "/eventbus/000/latency/websocket").await();
    socket.textMessageHandler(this::read);
    socket.closeHandler(v -> closed.set(true));
    socket.writeTextMessage(SockJsFrames.REGISTER);
    vertx.setPeriodic(SockJsFrames.PING_MILLIS, t -> socket.writeTextMessage(SockJsFrames.PING));
  }

  /** The probes that are looked for from now on. */
  void expect(Probes next) {
    probes = next;
  }

  /** Whether the server has closed the connection. */
  boolean isClosed() {
    return closed.get();
  }

  /** A frame with messages is {@code a["..."]}, each of them JSON inside of a JSON string. */
  private void read(String frame) {
    if (!frame.startsWith("a")) {
      return;
    }
    long now = System.nanoTime();
    for (Object message : new JsonArray(frame.substring(1))) {
      JsonObject body = new JsonObject((String) message).getJsonObject("body");
      if (body != null) {
        show(LiveUpdate.fromJson(body), now);
      }
    }
  }

  private void show(LiveUpdate update, long now) {
    if (update.step() == Step.SECOND) {
      Probes current = probes;
      update
          .buckets()
          .forEach(bucket -> current.shown(update.series(), bucket.start(), bucket.sum(), now));
    }
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
