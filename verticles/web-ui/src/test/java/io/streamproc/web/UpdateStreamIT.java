package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.KeyFile;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.testkit.ApiContract;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A stream of live updates")
@Timeout(90)
class UpdateStreamIT {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final ApiContract contract = ApiContract.of("web-ui");
  private RunningWebUi web;
  private StandInAggregator aggregator;

  private void start(Map<String, String> settings) {
    web = new RunningWebUi(settings);
    aggregator = new StandInAggregator(web.vertx).start();
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private JsonObject data(List<String> block) {
    String line = block.get(block.size() - 1);
    assertTrue(line.startsWith("data: "), block.toString());
    JsonObject update = new JsonObject(line.substring(6));
    contract.checkSchema("LiveUpdate", update);
    return update;
  }

  private static long id(List<String> block) {
    assertTrue(block.get(0).startsWith("id: "), block.toString());
    return Long.parseLong(block.get(0).substring(4));
  }

  /** A time in the window of live updates. */
  private static long recent() {
    return System.currentTimeMillis() - 30_000;
  }

  @Test
  @DisplayName("has the updates of its step, with the time of reading as id, uncompressed")
  void updates() throws Exception {
    start(Map.of());
    try (StreamClient client = new StreamClient(web, "?step=5s", "Accept-Encoding", "gzip")) {
      assertEquals("text/event-stream", client.header("content-type"));
      assertEquals("no-store", client.header("cache-control"));
      assertNotEquals("gzip", client.header("content-encoding"));
      assertTrue(client.next().get(0).matches("retry: [12][0-9]{3}"));
      long connected = id(client.next());
      web.vertx.eventBus().publish(Names.BUS_LIVE, new JsonObject().put("series", "high"));
      aggregator.put(SeriesName.LOW, 5_000, 4, 2.5);
      aggregator.publish(SeriesName.LOW, 5_000);
      List<String> block = client.next();
      assertTrue(id(block) >= connected, block + " after " + connected);
      JsonObject update = data(block);
      assertEquals("low", update.getString("series"));
      assertEquals(5_000, update.getInteger("step"));
      assertEquals("[[5000,4,10.0,2.5,2.5]]", update.getJsonArray("buckets").encode());
      assertEquals(update.getLong("asOf"), id(block));
      aggregator.publish(SeriesName.LOW, 5_000);
      assertEquals("low", data(client.next()).getString("series"), "nothing between the two");
    }
    var open = web.role.metrics().get("streamproc.web-ui.streams").gauge();
    Eventually.holds(() -> open.value() == 0);
    assertEquals(2, web.role.metrics().get("streamproc.web-ui.streams.messages").counter().count());
  }

  @Test
  @DisplayName("begins with the current state of what its client missed")
  void resumes() throws Exception {
    start(Map.of());
    long time = recent();
    String last;
    try (StreamClient client = new StreamClient(web, "")) {
      client.next("id: ");
      aggregator.put(SeriesName.HIGH, time, 1, 7);
      aggregator.publish(SeriesName.HIGH, time);
      last = Long.toString(id(client.next("data: ")));
    }
    aggregator.put(SeriesName.HIGH, time, 3, 7);
    aggregator.put(SeriesName.LOW, time, 2, 2);
    try (StreamClient client = new StreamClient(web, "", LAST_EVENT_ID, last)) {
      client.next("retry: ");
      JsonObject high = data(client.next());
      long start = Step.SECOND.floor(time);
      assertEquals("[[" + start + ",3,21.0,7.0,7.0]]", high.getJsonArray("buckets").encode());
      assertEquals("low", data(client.next()).getString("series"));
      assertTrue(id(client.next()) >= Long.parseLong(last));
      aggregator.publish(SeriesName.HIGH, time);
      id(client.next("data: "));
    }
  }

  @Test
  @DisplayName("gives no new id before its client has got everything that it missed")
  void unavailable() throws Exception {
    start(Map.of());
    long time = recent();
    aggregator.put(SeriesName.HIGH, time, 3, 7);
    aggregator.put(SeriesName.LOW, time, 2, 2);
    aggregator.unavailable(SeriesName.LOW, true);
    String last = Long.toString(System.currentTimeMillis());
    try (StreamClient client = new StreamClient(web, "", LAST_EVENT_ID, last)) {
      assertEquals("high", data(client.next("data: ")).getString("series"));
      aggregator.publish(SeriesName.HIGH, time);
      List<String> live = client.next();
      assertEquals(1, live.size(), "no id: " + live);
      aggregator.unavailable(SeriesName.LOW, false);
      List<String> missed = client.next();
      assertEquals("low", data(missed).getString("series"));
      assertEquals(1, missed.size(), "no id: " + missed);
      assertTrue(id(client.next()) >= Long.parseLong(last));
    }
  }

  @Test
  @DisplayName("tells a client that was away for long to fetch the range")
  void gap() throws Exception {
    start(Map.of());
    try (StreamClient client = new StreamClient(web, "", LAST_EVENT_ID, "1700000000000")) {
      client.next("retry: ");
      List<String> block = client.next();
      assertEquals("event: gap", block.get(1));
      JsonObject gap = new JsonObject(block.get(2).substring(6));
      contract.checkSchema("Gap", gap);
      assertTrue(gap.getLong("from") <= 1_700_000_000_000L - 600_000);
      assertTrue(gap.getLong("to") >= id(block));
    }
  }

  @Test
  @DisplayName("is closed if its client does not read, and others go on")
  void stalled() throws Exception {
    start(Map.of());
    List<Bucket> many =
        LongStream.range(0, 1_000).mapToObj(i -> new Bucket(i * 1_000, 1, i, i, i)).toList();
    JsonObject large = new LiveUpdate(SeriesName.HIGH, Step.SECOND, many, 1).toJson();
    String request = "GET " + StreamApi.PATH + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (RawSocket silent = new RawSocket(web.port(), Duration.ofSeconds(20));
        StreamClient reader = new StreamClient(web, "?step=5s")) {
      silent.send(request).head();
      var stalled =
          web.role
              .metrics()
              .get("streamproc.web-ui.streams.closed")
              .tag("reason", "stalled")
              .counter();
      Eventually.holds(
          () -> {
            web.vertx.eventBus().publish(Names.BUS_LIVE, large);
            return stalled.count() == 1;
          });
      aggregator.put(SeriesName.LOW, 5_000, 4, 2.5);
      aggregator.publish(SeriesName.LOW, 5_000);
      assertEquals("low", data(reader.next("data: ")).getString("series"));
    }
  }

  @Test
  @DisplayName("is refused above the limit of live connections, which the page's count for, too")
  void limit() throws Exception {
    start(Map.of("web-ui.max-sockets", "1"));
    var socket = RunningWebUi.await(web.connect());
    assertEquals(503, web.get(StreamApi.PATH).statusCode());
    RunningWebUi.await(socket.close());
    Eventually.holds(() -> web.send("HEAD", StreamApi.PATH).statusCode() == 200);
    Eventually.holds(
        () -> web.role.metrics().get("streamproc.web-ui.sockets").gauge().value() == 0);
    try (StreamClient client = new StreamClient(web, "")) {
      client.next("retry: ");
      assertEquals(503, web.get(StreamApi.PATH).statusCode());
    }
  }

  @Test
  @DisplayName("ends in order when the server stops")
  void stops() throws Exception {
    start(Map.of());
    try (StreamClient client = new StreamClient(web, "")) {
      client.next("id: ");
      web.stop();
      client.ended.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("has a comment now and then, and ends when the key of its client is revoked")
  void revoked(@TempDir Path folder) throws Exception {
    ApiKey.Created reader =
        ApiKey.create("reader", Set.of(Scope.READ), Instant.now(), Instant.MAX, new SecureRandom());
    KeyFile keys = new KeyFile(folder.resolve("keys.json"));
    keys.change(none -> none.with(reader.key()));
    start(Map.of("security.keys", folder.resolve("keys.json").toString()));
    assertEquals(401, web.get(StreamApi.PATH).statusCode());
    String credentials = "Bearer " + reader.token();
    try (StreamClient client = new StreamClient(web, "", "Authorization", credentials)) {
      client.next("id: ");
      assertEquals(List.of(":"), client.next());
      keys.change(all -> all.revoke("reader", Instant.now()));
      client.ended.get(30, TimeUnit.SECONDS);
    }
  }
}
