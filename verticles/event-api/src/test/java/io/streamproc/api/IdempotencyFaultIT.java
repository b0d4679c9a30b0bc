package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request is stored once even if a process is killed or frozen in the middle of it. */
class IdempotencyFaultIT {
  private static final int EVENTS = 10;
  private static final String BODY =
      IntStream.range(0, EVENTS)
          .mapToObj(i -> "{\"amount\":" + i + ",\"time\":1}\n")
          .collect(Collectors.joining());
  private static final Map<String, Integer> ONCE =
      IntStream.range(0, EVENTS)
          .boxed()
          .collect(Collectors.toMap(i -> "{\"amount\":" + i + ".0,\"time\":1}", i -> 1));
  private static final Map<String, String> LONG_TIMEOUTS =
      Map.of(
          "event-api.idempotency-slots", "2",
          "event-api.ack-timeout", "30s",
          "event-api.idle-timeout", "60s");

  private static KafkaServer kafka;
  @TempDir private Path dir;
  private final String topic = KafkaServer.uniqueTopic();

  @BeforeAll
  static void start() throws Exception {
    kafka = new KafkaServer();
    kafka.start();
  }

  @AfterAll
  static void stop() throws Exception {
    kafka.close();
  }

  private ApiServer api(Map<String, String> more) throws Exception {
    return new ApiServer(kafka.bootstrapServers(), topic, with(more)).ready();
  }

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(LONG_TIMEOUTS);
    all.putAll(more);
    return all;
  }

  private Path continueFile() {
    return dir.resolve("go-on");
  }

  private String keys() {
    return topic + ".keys";
  }

  /** Waits until the whole request is in Kafka, in a transaction that is not committed. */
  private void awaitStalled(ApiServer any) throws Exception {
    Eventually.holds(() -> kafka.count(keys(), "read_uncommitted") == 1);
    assertEquals(0, kafka.count(keys(), "read_committed"));
    assertEquals(Map.of(), kafka.values(topic));
  }

  private static void accepted(String replayed, HttpResponse<String> answer) {
    assertEquals("{\"accepted\":" + EVENTS + "}", answer.body());
    assertEquals(202, answer.statusCode());
    assertEquals(
        replayed, answer.headers().firstValue(Names.HEADER_IDEMPOTENCY_REPLAYED).orElse(""));
  }

  @Test
  @DisplayName("an instance that stalls in the middle of a request is fenced when it continues")
  void stalled() throws Exception {
    try (ApiServer other = api(Map.of());
        ApiServer dozing = api(StallingInterceptor.settings(keys(), continueFile()))) {
      CompletableFuture<HttpResponse<String>> first = dozing.postKeyedAsync("k", BODY);
      awaitStalled(other);
      accepted("", other.postKeyed("k", BODY));
      assertFalse(first.isDone());
      Files.createFile(continueFile());
      accepted("true", first.get(30, TimeUnit.SECONDS));
      assertEquals(1, dozing.counter("fenced"));
      assertEquals(ONCE, kafka.values(topic));
      accepted("true", other.postKeyed("k", BODY));
      assertEquals(ONCE, kafka.values(topic));
    }
  }

  @Test
  @DisplayName("a process frozen in the middle of a request stores nothing more after it is thawed")
  void frozen() throws Exception {
    try (ApiServer other = api(Map.of());
        ApiProcess process =
            new ApiProcess(
                dir,
                kafka.bootstrapServers(),
                topic,
                with(StallingInterceptor.settings(keys(), continueFile())))) {
      CompletableFuture<HttpResponse<String>> first = process.postAsync("k", BODY);
      awaitStalled(other);
      process.freeze();
      Files.createFile(continueFile());
      accepted("", other.postKeyed("k", BODY));
      process.thaw();
      accepted("true", first.get(30, TimeUnit.SECONDS));
      assertEquals(ONCE, kafka.values(topic));
    }
  }

  @Test
  @DisplayName("an instance killed in the middle of a request leaves nothing of it behind")
  void killed() throws Exception {
    try (ApiServer other = api(Map.of());
        ApiProcess process =
            new ApiProcess(
                dir,
                kafka.bootstrapServers(),
                topic,
                with(StallingInterceptor.settings(keys(), continueFile())))) {
      CompletableFuture<HttpResponse<String>> first = process.postAsync("k", BODY);
      awaitStalled(other);
      process.kill();
      accepted("", other.postKeyed("k", BODY));
      assertTrue(first.isCompletedExceptionally());
      assertEquals(ONCE, kafka.values(topic));
    }
  }

  @Test
  @DisplayName(
      "a request that exceeds the timeout of Kafka is refused, and its retry is stored " + "once")
  void frozenBroker() throws Exception {
    Map<String, String> impatient = with(Map.of("event-api.ack-timeout", "2s"));
    try (KafkaProcess broker = new KafkaProcess(dir);
        ApiServer api = new ApiServer(broker.bootstrapServers(), topic, impatient).ready()) {
      awaitAccepted(api, "before", BODY);
      broker.freeze();
      long start = System.nanoTime();
      HttpResponse<String> refused = api.postKeyed("k", BODY);
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis < 5_000, millis + " ms");
      assertEquals(503, refused.statusCode());
      assertEquals("1", refused.headers().firstValue("retry-after").orElse(""));
      assertTrue(
          new JsonObject(refused.body())
              .getString("detail")
              .startsWith(
                  "all events of this request are stored or none; a repeat with the same key"
                      + " finds out and stores none twice"),
          refused.body());
      broker.thaw();
      awaitAccepted(api, "k", BODY);
      accepted("true", api.postKeyed("before", BODY));
      Map<String, Integer> values = KafkaServer.values(broker.bootstrapServers(), topic);
      assertEquals(ONCE.keySet(), values.keySet());
      assertTrue(values.values().stream().allMatch(times -> times == 2), values.toString());
    }
  }

  private static void awaitAccepted(ApiServer api, String key, String body) throws Exception {
    for (int tries = 0; tries < 200; tries++) {
      HttpResponse<String> answer = api.postKeyed(key, body);
      if (answer.statusCode() == 202) {
        return;
      }
      assertEquals(503, answer.statusCode(), answer.body());
    }
    throw new AssertionError("not accepted after 200 attempts");
  }
}
