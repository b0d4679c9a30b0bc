package io.streamproc.web;

import static io.streamproc.web.RunningWebUi.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Live updates over the transports of SockJS")
@Timeout(120)
class LiveTransportsIT {
  private static final String REGISTER =
      new JsonObject().put("type", "register").put("address", Names.BUS_LIVE).encode();
  private static final String HEARTBEAT = "h";

  private RunningWebUi web = new RunningWebUi();

  @AfterEach
  void stop() {
    web.close();
  }

  /** A client of the WebSocket transport, as the page is. */
  private final class Client {
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Short> closed = new CompletableFuture<>();
    private final WebSocket socket;

    Client() throws InterruptedException {
      WebSocketConnectOptions options =
          new WebSocketConnectOptions()
              .setHost("127.0.0.1")
              .setPort(web.port())
              .setURI("/eventbus/000/abcdefgh/websocket");
      ClientWebSocket client = web.socket();
      client.textMessageHandler(frames::add); // before the first frame can arrive
      client.closeHandler(v -> closed.complete(client.closeStatusCode()));
      socket = await(client.connect(options));
      assertEquals("o", next());
    }

    void send(String message) {
      await(socket.writeTextMessage(JsonArray.of(message).encode()));
    }

    /** The next frame that is no heartbeat. */
    String next() throws InterruptedException {
      String frame;
      do {
        frame = frames.poll(10, TimeUnit.SECONDS);
        assertNotNull(frame, "nothing came");
      } while (frame.equals(HEARTBEAT));
      return frame;
    }

    JsonArray messages() throws InterruptedException {
      String frame = next();
      assertTrue(frame.startsWith("a["), frame);
      return new JsonArray(frame.substring(1));
    }

    String refusal() throws InterruptedException {
      JsonObject message = new JsonObject(messages().getString(0));
      assertEquals("err", message.getString("type"));
      return message.getString("body");
    }

    /** Returns when the server has dealt with everything that was sent. */
    void settle() throws InterruptedException {
      send("{\"type\":\"send\",\"address\":\"streamproc.forbidden\"}");
      assertEquals("rejected", refusal());
    }
  }

  private Client subscribed() throws InterruptedException {
    Client client = new Client();
    client.send(REGISTER);
    client.settle();
    return client;
  }

  private void publish(Object update) {
    web.vertx.eventBus().publish(Names.BUS_LIVE, update);
  }

  @Test
  @DisplayName("several clients get an update, as the bridge of Vert.x sends it")
  void webSocket() throws Exception {
    List<Client> clients = List.of(subscribed(), subscribed(), subscribed());
    Client mute = new Client(); // it has not subscribed
    publish(new JsonObject().put("series", "l\u00f6w").put("step", 1_000));
    for (Client client : clients) {
      assertEquals(
          "{\"type\":\"rec\",\"address\":\"streamproc.series.live\","
              + "\"body\":{\"series\":\"l\u00f6w\",\"step\":1000}}",
          client.messages().getString(0));
    }
    mute.settle();
  }

  @Test
  @DisplayName("updates of one moment come complete and in order")
  void together() throws Exception {
    Client client = subscribed();
    web.vertx.runOnContext(v -> IntStream.range(0, 100).forEach(this::publish));
    List<Object> got = new ArrayList<>();
    while (got.size() < 100) {
      client.messages().forEach(m -> got.add(new JsonObject((String) m).getValue("body")));
    }
    assertEquals(IntStream.range(0, 100).boxed().toList(), got);
  }

  @Test
  @DisplayName("an update larger than a frame is complete")
  void large() throws Exception {
    Client client = subscribed();
    String large = "\u20ac".repeat(80_000);
    publish(large);
    assertEquals(large, new JsonObject(client.messages().getString(0)).getString("body"));
  }

  @Test
  @DisplayName("an idle client gets heartbeats")
  void heartbeats() throws Exception {
    Client client = new Client();
    assertEquals(HEARTBEAT, client.frames.poll(10, TimeUnit.SECONDS));
    assertEquals(HEARTBEAT, client.frames.poll(10, TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("a client that has unsubscribed gets nothing, and can subscribe again")
  void unregister() throws Exception {
    Client client = subscribed();
    client.send(REGISTER.replace("register", "unregister"));
    client.settle();
    publish(1);
    client.settle();
    client.send(REGISTER);
    client.settle();
    publish(2);
    assertEquals(2, new JsonObject(client.messages().getString(0)).getInteger("body"));
    client.send(REGISTER);
    assertEquals("max_handlers_reached", client.refusal());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no JSON|invalid_json",
        "{}|missing_type",
        "{\"type\":\"register\"}|missing_address",
        "{\"type\":\"register\",\"address\":\"streamproc.series.query\"}|access_denied",
        "{\"type\":\"unregister\",\"address\":\"streamproc.series.query\"}|access_denied",
        "{\"type\":\"publish\",\"address\":\"streamproc.series.live\"}|rejected",
        "{\"type\":7,\"address\":\"streamproc.series.live\"}|invalid_type",
      })
  @DisplayName("messages that a browser may not send are refused")
  void refused(String message, String reason) throws Exception {
    Client client = new Client();
    client.send(message);
    assertEquals(reason, client.refusal());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"no JSON", "[1]", "[\"a\"", "{}"})
  @DisplayName("a frame that is no array of strings ends the connection")
  void framing(String frame) throws Exception {
    Client client = new Client();
    await(client.socket.writeTextMessage(""));
    await(client.socket.writeTextMessage("[]"));
    await(client.socket.writeTextMessage("\"{}\""));
    assertEquals("missing_type", client.refusal());
    await(client.socket.writeTextMessage(frame));
    client.closed.get(10, TimeUnit.SECONDS);
    Eventually.holds(() -> gauge("sockets") == 0);
  }

  @Test
  @DisplayName("a client without a place and one without pings are told to go")
  void limits() throws Exception {
    web.close();
    web = new RunningWebUi(Map.of("web-ui.max-sockets", "1", "web-ui.ping-timeout", "2s"));
    Client first = new Client();
    Client second = new Client();
    assertTrue(second.next().startsWith("c[3000,"));
    assertEquals((short) 3_000, second.closed.get(10, TimeUnit.SECONDS));
    assertTrue(first.next().startsWith("c[1001,"));
    assertEquals((short) 1_001, first.closed.get(10, TimeUnit.SECONDS));
    Eventually.holds(() -> gauge("sockets") == 0);
    new Client().settle();
  }

  @Test
  @DisplayName("updates are left out for a client that does not read, and it must connect again")
  void behind() throws Exception {
    web.close();
    web = new RunningWebUi(Map.of("web-ui.ping-timeout", "5m"));
    Client live = subscribed();
    Client stalled = subscribed();
    stalled.socket.pause();
    String large = "x".repeat(200_000); // the client accepts 256 KiB
    for (int i = 0; !isOneStalled(live); i++) {
      assertTrue(i < 100, "the client's buffers never fill");
      publish(large);
      live.messages();
    }
    publish("left out");
    assertEquals("left out", new JsonObject(live.messages().getString(0)).getString("body"));
    stalled.socket.resume();
    Eventually.holds(() -> gauge("sockets.slow") == 0);
    publish("later");
    assertEquals("later", new JsonObject(live.messages().getString(0)).getString("body"));
    assertEquals((short) LiveClient.BEHIND, stalled.closed.get(10, TimeUnit.SECONDS));
    assertTrue(stalled.frames.stream().noneMatch(frame -> frame.contains("later")));
    Eventually.holds(() -> gauge("sockets") == 1);
    await(live.socket.close());
    Eventually.holds(() -> gauge("sockets") == 0);
  }

  /** Whether the buffers between server and client are full, and not only for a moment. */
  private boolean isOneStalled(Client live) throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      if (gauge("sockets.slow") == 0) {
        return false;
      }
      live.settle();
    }
    return true;
  }

  @Test
  @DisplayName("a client that polls by XHR gets the updates between its requests")
  void polling() {
    assertEquals("o\n", web.post("/eventbus/000/poll/xhr", "").body());
    post("/eventbus/000/poll/xhr_send", REGISTER);
    publish("one");
    assertTrue(until("/eventbus/000/poll/xhr", "a[").contains("\\\"body\\\":\\\"one\\\""));
    publish("two");
    assertTrue(until("/eventbus/000/poll/xhr", "a[").contains("\\\"body\\\":\\\"two\\\""));
  }

  @Test
  @DisplayName("a client that streams by XHR gets the updates in one response")
  void streaming() throws IOException {
    try (RawSocket stream = new RawSocket(web.port(), RunningWebUi.PATIENCE)) {
      stream
          .send("POST /eventbus/000/stream/xhr_streaming HTTP/1.1\r\nHost: localhost\r\n")
          .send("Content-Length: 0\r\n\r\n");
      assertTrue(stream.head().startsWith("HTTP/1.1 200 "));
      Eventually.holds(() -> gauge("sockets") == 1);
      post("/eventbus/000/stream/xhr_send", REGISTER);
      publish("one");
      publish("two");
      publish("x".repeat(200_000)); // ends the response
      String body = stream.rest();
      assertTrue(body.indexOf("one") > 0 && body.indexOf("two") > body.indexOf("one"));
    }
  }

  private void post(String path, String message) {
    assertEquals(204, web.post(path, JsonArray.of(message).encode()).statusCode());
  }

  /** Polls until a response begins like this. */
  private String until(String path, String start) {
    String body;
    do {
      body = web.post(path, "").body();
    } while (!body.startsWith(start));
    return body;
  }

  private double gauge(String name) {
    return web.role.metrics().get("streamproc.web-ui." + name).gauge().value();
  }
}
