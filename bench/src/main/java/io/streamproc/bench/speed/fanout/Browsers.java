package io.streamproc.bench.speed.fanout;

import io.streamproc.bench.speed.SockJsFrames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Clients of the SockJS bridge that subscribe to live updates, as the page does, over WebSockets on
 * one event loop.
 */
final class Browsers implements AutoCloseable {
  private static final int AT_ONCE = 50; // connections that are being opened
  private static final String NUMBER = "\\\"asOf\\\":";
  private static final long MICROS = 1_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final WebSocketClient client;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Histogram micros = new ConcurrentHistogram(3);
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong closed = new AtomicLong();
  private volatile long[] due = {};

  /**
   * @param count number of clients
   */
  Browsers(int count) {
    client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(count));
  }

  /** Connects some to a web-ui on loopback, and subscribes. */
  void connect(int port, int count) {
    open(port, count)
        .forEach(
            one -> {
              one.textMessageHandler(this::read);
              one.closeHandler(v -> closed.incrementAndGet());
            });
  }

  /** Connects some that subscribe and send pings, but never read. */
  void connectStalled(int port, int count) {
    open(port, count).forEach(WebSocket::pause);
  }

  private List<WebSocket> open(int port, int count) {
    List<WebSocket> all = new ArrayList<>();
    while (all.size() < count) {
      List<Future<WebSocket>> some = new ArrayList<>();
      for (int i = 0; i < Math.min(count - all.size(), AT_ONCE); i++) {
        String path = "/eventbus/000/client" + numbers.incrementAndGet() + "/websocket";
        some.add(client.connect(port, "127.0.0.1", path));
      }
      Future.all(some).await();
      some.forEach(one -> all.add(subscribed(one.result())));
    }
    return all;
  }

  /** Sends pings from the start: thousands of connections take longer than the ping timeout. */
  private WebSocket subscribed(WebSocket socket) {
    socket.writeTextMessage(SockJsFrames.REGISTER);
    vertx.setPeriodic(SockJsFrames.PING_MILLIS, t -> socket.writeTextMessage(SockJsFrames.PING));
    return socket;
  }

  /** A message is {@code a["..."]} with JSON inside of a JSON string; heartbeats are {@code h}. */
  private void read(String frame) {
    int at = frame.indexOf(NUMBER);
    if (at < 0) {
      return;
    }
    long now = System.nanoTime();
    long number = 0;
    for (int i = at + NUMBER.length(); Character.isDigit(frame.charAt(i)); i++) {
      number = number * 10 + frame.charAt(i) - '0';
    }
    long[] times = due;
    if (number < times.length) {
      micros.recordValue((now - times[(int) number]) / MICROS);
      received.incrementAndGet();
    }
  }

  /**
   * Forgets what was received, and measures the updates that follow.
   *
   * @param times {@link System#nanoTime()} at which each was due, by its number
   */
  void expect(long[] times) {
    due = times;
    received.set(0);
    micros.reset();
  }

  /** Updates that arrived, of all clients together. */
  long received() {
    return received.get();
  }

  /** Connections that the server has closed. */
  long closed() {
    return closed.get();
  }

  /** Times from when an update was due until a client had it, microseconds. */
  Histogram latencies() {
    return micros.copy();
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
