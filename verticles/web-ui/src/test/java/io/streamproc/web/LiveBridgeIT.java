package io.streamproc.web;

import static io.streamproc.web.RunningWebUi.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.streamproc.core.Names;
import io.streamproc.core.bus.OldestEvent;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A raw client of the bridge that can send messages which the page never sends. */
class LiveBridgeIT {
  private RunningWebUi web = new RunningWebUi();

  @AfterEach
  void stop() {
    web.close();
  }

  private final class Client {
    private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final WebSocket socket;

    Client(String... headers) {
      socket =
          await(
              web.connect(headers)
                  .onSuccess(
                      s ->
                          s.textMessageHandler(text -> received.add(new JsonObject(text)))
                              .binaryMessageHandler(data -> received.add(new JsonObject(data)))
                              .closeHandler(v -> closed.countDown())));
    }

    Client send(String type, String address) {
      JsonObject message = new JsonObject().put("type", type).put("address", address);
      await(socket.writeTextMessage(message.put("body", "x").encode()));
      return this;
    }

    JsonObject next() throws InterruptedException {
      JsonObject message = received.poll(10, TimeUnit.SECONDS);
      assertNotNull(message, "nothing came");
      return message;
    }

    /** The refusal of a forbidden message: everything sent before has been dealt with. */
    void settled() throws InterruptedException {
      send("send", "streamproc.forbidden");
      assertEquals("rejected", next().getString("body"));
    }
  }

  @Test
  @DisplayName("published live updates reach a subscribed client")
  void delivers() throws Exception {
    Client client = new Client().send("register", Names.BUS_LIVE);
    client.settled();
    StandInAggregator aggregator = new StandInAggregator(web.vertx);
    aggregator.put(SeriesName.LOW, 1_000, 4, 2.5);
    aggregator.publish(SeriesName.LOW, 1_000);
    JsonObject message = client.next();
    assertEquals(Names.BUS_LIVE, message.getString("address"));
    JsonObject update = message.getJsonObject("body");
    assertEquals("low", update.getString("series"));
    assertEquals(1_000, update.getInteger("step"));
    assertEquals("[[1000,4,10.0,2.5,2.5]]", update.getJsonArray("buckets").encode());
    var sent = web.role.metrics().get("streamproc.web-ui.messages").counter();
    Eventually.holds(() -> sent.count() == Step.LIVE.size()); // one update for each step
  }

  @Test
  @DisplayName(
      "the state of the pipeline reaches those that subscribe to it, until they no longer do")
  void pipeline() throws Exception {
    Client updates = new Client().send("register", Names.BUS_LIVE);
    Client client = new Client().send("register", Names.BUS_PIPELINE);
    client.send("register", Names.BUS_PIPELINE);
    assertEquals("max_handlers_reached", client.next().getString("body"), "once is enough");
    JsonObject message = client.next();
    assertEquals("rec", message.getString("type"));
    assertEquals(Names.BUS_PIPELINE, message.getString("address"));
    JsonObject role = message.getJsonObject("body").getJsonArray("roles").getJsonObject(0);
    assertEquals("web-ui", role.getString("name"));
    web.vertx.eventBus().publish(Names.BUS_PIPELINE, new JsonObject().put("forged", true));
    assertTrue(client.next().getJsonObject("body").containsKey("roles"), "not from the bus");
    client.send("unregister", Names.BUS_PIPELINE);
    client.send("send", "streamproc.forbidden");
    Eventually.get(
        Duration.ofSeconds(10), client::next, last -> "rejected".equals(last.getString("body")));
    assertNull(client.received.poll(2_500, TimeUnit.MILLISECONDS), "not after it unsubscribed");
    updates.settled(); // and nothing else came
  }

  @Test
  @DisplayName("the age of the oldest event of an update is measured once, by its shortest step")
  void pushDelay() throws Exception {
    long appended = System.currentTimeMillis() - 5_000;
    for (int step : List.of(1_000, 5_000)) {
      JsonObject update = new JsonObject().put("series", "low").put("step", step);
      web.vertx.eventBus().publish(Names.BUS_LIVE, update, OldestEvent.options(appended));
    }
    web.vertx.eventBus().publish(Names.BUS_LIVE, new JsonObject().put("step", 1_000)); // a sweep
    Eventually.holds(
        () -> web.role.metrics().get("streamproc.web-ui.updates").counter().count() == 3);
    var delay = web.role.metrics().get("streamproc.web-ui.push.delay").timer();
    assertEquals(1, delay.count());
    assertTrue(delay.totalTime(TimeUnit.SECONDS) >= 5, "at least as old as the event");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        Names.BUS_PROGRESS,
        Names.BUS_SERIES,
        Names.BUS_INGEST,
        Names.BUS_ROLES,
        Names.BUS_AGGREGATORS,
        Names.BUS_PIPELINE + "s",
        Names.BUS_LIVE + "r",
        "streamproc.series.liv.",
        ".*"
      })
  @DisplayName("no other address can be subscribed to")
  void otherAddresses(String address) throws Exception {
    Client client = new Client().send("register", address);
    assertEquals("err", client.next().getString("type"));
    web.vertx.eventBus().publish(address, "x");
    client.settled(); // and not the message
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "send, " + Names.BUS_INGEST,
    "publish, " + Names.BUS_INGEST,
    "send, " + Names.BUS_LIVE,
    "publish, " + Names.BUS_LIVE,
    "publish, " + Names.BUS_PROGRESS,
    "send, " + Names.BUS_SERIES,
    "send, " + Names.BUS_SERIES_OF + "1",
    "send, " + Names.BUS_INGEST_SLOT + "1",
    "publish, " + Names.BUS_AGGREGATORS,
    "publish, " + Names.BUS_ROLES,
    "send, " + Names.BUS_PIPELINE,
    "publish, " + Names.BUS_PIPELINE,
  })
  @DisplayName("a browser can't publish on the bus")
  void inbound(String type, String address) throws Exception {
    BlockingQueue<Object> bus = new LinkedBlockingQueue<>();
    await(web.vertx.eventBus().consumer(address, m -> bus.add(m.body())).completion());
    Client client = new Client();
    client.send(type, address);
    assertEquals("err", client.next().getString("type"));
    client.settled();
    // Deliveries to one consumer keep their order: were the forged one there, it would be first.
    web.vertx.eventBus().publish(address, "genuine");
    assertEquals("genuine", bus.poll(10, TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("pages of the own and of allowed origins can connect, pages of other origins can't")
  void origins() throws Exception {
    web.close();
    web = new RunningWebUi(Map.of("http.origins", "https://charts.example.org"));
    assertEquals(
        "HTTP/1.1 403 Forbidden", web.refusedSocket("Origin: https://evil.example.org\r\n"));
    assertEquals(403, web.get("/eventbus/info", "Origin", "null").statusCode());
    new Client("Origin", web.url("")).settled();
    new Client("Origin", "https://charts.example.org").settled();
    assertEquals(
        List.of("origin", "Accept-Encoding"),
        web.get("/", "Origin", "https://charts.example.org").headers().allValues("vary"),
        "a cache must keep the answers to other origins apart");
  }

  @Test
  @DisplayName("sockets beyond the limit are closed, and a freed place can be used again")
  void limit() throws Exception {
    web.close();
    web = new RunningWebUi(Map.of("web-ui.max-sockets", "1"));
    Client first = new Client();
    first.settled();
    assertEquals(1.0, sockets());
    Client second = new Client();
    assertTrue(second.closed.await(10, TimeUnit.SECONDS));
    first.settled();
    await(first.socket.close());
    assertTrue(first.closed.await(10, TimeUnit.SECONDS));
    Eventually.holds(() -> sockets() == 0);
    new Client().settled();
  }

  @Test
  @DisplayName("one address can't take all sockets, by polling without a connection neither")
  void limitPerAddress() throws Exception {
    web.close();
    web =
        new RunningWebUi(
            Map.of("web-ui.max-sockets", "10", "http.max-connections-per-address", "3"));
    for (int i = 0; i < 6; i++) {
      String opened = web.post("/eventbus/000/poll" + i + "/xhr", "").body();
      assertEquals("o\n", opened);
      assertTrue(sockets() <= 3);
    }
    Eventually.holds(() -> refused() > 0);
    assertTrue(pollFromElsewhere().contains("o\n"));
    String second = pollFromElsewhere(); // a rejected socket would get a close frame
    assertTrue(second.contains("h\n"), second);
    Eventually.holds(() -> sockets() == 0); // because no client polled again
  }

  @Test
  @DisplayName("a silent client is disconnected, one that pings is kept")
  void pingTimeout() throws Exception {
    web.close();
    web = new RunningWebUi(Map.of("web-ui.ping-timeout", "1s"));
    Client chatty = new Client();
    chatty.settled();
    long pings =
        web.vertx.setPeriodic(200, t -> chatty.socket.writeTextMessage("{\"type\":\"ping\"}"));
    Client mute = new Client();
    assertTrue(mute.closed.await(10, TimeUnit.SECONDS));
    web.vertx.cancelTimer(pings);
    assertEquals(1, chatty.closed.getCount());
  }

  @Test
  @DisplayName("a client that pings but never reads is disconnected before it uses much memory")
  void stalled() throws Exception {
    web.close();
    web = new RunningWebUi(Map.of("web-ui.stall-timeout", "2s"));
    Client client = new Client().send("register", Names.BUS_LIVE);
    client.settled();
    client.socket.pause();
    long pings =
        web.vertx.setPeriodic(200, t -> client.socket.writeTextMessage("{\"type\":\"ping\"}"));
    JsonObject large = new JsonObject().put("series", "x".repeat(1_000_000));
    long updates =
        web.vertx.setPeriodic(100, t -> web.vertx.eventBus().publish(Names.BUS_LIVE, large));
    Eventually.holds(() -> gauge("sockets.slow") == 1);
    Eventually.holds(() -> sockets() == 0);
    assertEquals(0, gauge("sockets.slow"));
    web.vertx.cancelTimer(pings);
    web.vertx.cancelTimer(updates);
    client.socket.resume(); // or it would never learn that it is closed
  }

  @Test
  @DisplayName("a message that is too large ends the connection, by either transport")
  void tooLarge() throws Exception {
    Client client = new Client();
    client.settled();
    String large = "{\"type\":\"" + "x".repeat(LiveBridge.MAX_MESSAGE) + "\"}";
    client.socket.writeTextMessage(large);
    assertTrue(client.closed.await(10, TimeUnit.SECONDS));
    assertEquals(200, web.post("/eventbus/000/abc/xhr", "").statusCode());
    assertEquals(413, web.post("/eventbus/000/abc/xhr_send", large).statusCode());
  }

  @Test
  @DisplayName(
      "clients that disconnect abruptly or break the protocol leave no"
          + " error in the log and no socket")
  void brokenClients() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(log);
    for (String path : List.of("/eventbus/websocket", "/eventbus/000/abc/websocket")) {
      for (String frame :
          List.of("\u008f\u0080aaaa", "\u0081\u0005plain", "\u0081\u00ffaaaaaaaa")) {
        try (RawSocket client = upgraded(path)) {
          client.send(frame).rest();
        }
      }
      upgraded(path).reset();
      for (int i = 0; i < 20; i++) { // the frame comes with the handshake
        try (RawSocket client = new RawSocket(web.port(), RunningWebUi.PATIENCE)) {
          client.send(upgrade(path) + "\u00ff\u00ff\u00ff\u00ff").rest();
        }
      }
    }
    try (RawSocket client = new RawSocket(web.port(), RunningWebUi.PATIENCE)) {
      client.send(
          "POST /eventbus/000/abc/xhr_send HTTP/1.1\r\nHost:"
              + " localhost\r\nContent-Length: 9\r\n\r\na");
      client.reset();
    }
    assertEquals(200, web.post("/eventbus/000/abd/xhr", "").statusCode());
    String large = "\"" + "x".repeat(LiveBridge.MAX_MESSAGE) + "\"";
    assertEquals(413, web.post("/eventbus/000/abd/xhr_send", large).statusCode());
    assertEquals(500, web.post("/eventbus/000/abd/xhr_send", "no JSON").statusCode());
    Eventually.holds(() -> sockets() == 0);
    root.detachAppender(log);
    assertEquals(List.of(), log.list.stream().filter(e -> e.getLevel() == Level.ERROR).toList());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"xhr", "xhr_streaming"})
  @DisplayName(
      "a response after which the connection is closed says so, for proxies that keep them")
  void announcesClose(String transport) throws Exception {
    try (RawSocket proxy = new RawSocket(web.port(), RunningWebUi.PATIENCE)) {
      String head =
          proxy
              .send("POST /eventbus/000/kept/" + transport + " HTTP/1.1\r\nHost: localhost\r\n")
              .send("Content-Length: 0\r\n\r\n")
              .head();
      assertTrue(head.startsWith("HTTP/1.1 200 "), head);
      assertTrue(head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n"), head);
    }
  }

  private RawSocket upgraded(String path) throws IOException {
    RawSocket client = new RawSocket(web.port(), RunningWebUi.PATIENCE);
    client.send(upgrade(path));
    assertTrue(client.head().startsWith("HTTP/1.1 101 "));
    return client;
  }

  private static String upgrade(String path) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            .formatted(path)
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  }

  @Test
  @DisplayName("no answer of the bridge refers to another server")
  void selfContained() {
    assertFalse(web.get("/eventbus/iframe.html").body().contains("://"));
    assertFalse(web.get("/eventbus/info").body().contains("://"));
  }

  private String pollFromElsewhere() throws IOException {
    try (RawSocket other = new RawSocket("127.0.0.2", web.port(), RunningWebUi.PATIENCE)) {
      return other
          .send("POST /eventbus/000/other/xhr HTTP/1.1\r\nHost: localhost\r\n")
          .send("Connection: close\r\nContent-Length: 0\r\n\r\n")
          .rest();
    }
  }

  private double refused() {
    return web.role.metrics().get("streamproc.web-ui.sockets.refused").counter().count();
  }

  private double sockets() {
    return gauge("sockets");
  }

  private double gauge(String name) {
    return web.role.metrics().get("streamproc.web-ui." + name).gauge().value();
  }
}
