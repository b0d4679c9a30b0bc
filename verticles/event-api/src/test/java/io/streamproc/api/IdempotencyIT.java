package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.MovableClock;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may rely on that repeats its requests under a key. */
class IdempotencyIT {
  private static final String ONE = "{\"amount\":7.25,\"time\":1}";
  private static final String OTHER = "{\"amount\":5,\"time\":2}";
  private static final Map<String, String> FEW_SLOTS =
      Map.of(
          "event-api.idempotency-slots", "4",
          "event-api.ack-timeout", "30s", // a machine may be busy
          "event-api.idle-timeout", "60s");
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static KafkaServer kafka;
  private static String sharedTopic;
  private static ApiServer shared;
  private final String topic = KafkaServer.uniqueTopic();

  @BeforeAll
  static void start() throws Exception {
    kafka = new KafkaServer();
    kafka.start();
    sharedTopic = KafkaServer.uniqueTopic();
    shared = new ApiServer(kafka.bootstrapServers(), sharedTopic, FEW_SLOTS).ready();
  }

  @AfterAll
  static void stop() throws Exception {
    shared.close();
    kafka.close();
  }

  private ApiServer api() throws Exception {
    return new ApiServer(kafka.bootstrapServers(), topic, FEW_SLOTS).ready();
  }

  private static void stored(int count, HttpResponse<String> answer) {
    accepted(count, "", answer);
  }

  private static void replayed(int count, HttpResponse<String> answer) {
    accepted(count, "true", answer);
  }

  private static void accepted(int count, String replayed, HttpResponse<String> answer) {
    assertEquals("{\"accepted\":" + count + "}", answer.body());
    assertEquals(202, answer.statusCode());
    assertEquals(
        replayed, answer.headers().firstValue(Names.HEADER_IDEMPOTENCY_REPLAYED).orElse(""));
  }

  private static void reused(HttpResponse<String> answer) {
    assertEquals(409, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("content-type").orElse(""));
    JsonObject problem = new JsonObject(answer.body());
    assertEquals("Idempotency-Key reused", problem.getString("title"));
    assertEquals(
        "the key belongs to a request with another body; nothing of this one was stored",
        problem.getString("detail"));
  }

  @Test
  @DisplayName("a repeat is stored once and gets the same answer; another body under its key, 409")
  void repeat() throws Exception {
    try (ApiServer api = api()) {
      stored(2, api.postKeyed("k", ONE + "\n" + OTHER));
      replayed(2, api.postKeyed("k", ONE + "\n" + OTHER));
      reused(api.postKeyed("k", ONE));
      replayed(2, api.postKeyed("k", ONE + "\n" + OTHER));
      assertEquals(2, committed(topic));
      assertEquals(2, api.counter("events"));
      assertEquals(2, api.counter("replayed"));
      assertEquals(1, api.counter("refused", "reason", "key-reused"));
      assertEquals(0, api.counter("fenced"));
    }
  }

  @Test
  @DisplayName("the same body under another key, or under none, is another request")
  void otherKey() throws Exception {
    try (ApiServer api = api()) {
      stored(1, api.postKeyed("k", ONE));
      stored(1, api.postKeyed("K", ONE));
      stored(1, api.post(null, ONE));
      stored(1, api.post(null, ONE));
      assertEquals(Map.of("{\"amount\":7.25,\"time\":1}", 4), kafka.values(topic));
    }
  }

  @Test
  @DisplayName("a request that was refused leaves its key free")
  void refusedLeavesNoTrace() throws Exception {
    assertEquals(400, shared.postKeyed("free", "{\"amount\":\"7\"}").statusCode());
    stored(1, shared.postKeyed("free", ONE));
  }

  @Test
  @DisplayName("twenty repeats at once are stored once, and all are answered with success")
  void concurrentRepeats() throws Exception {
    try (ApiServer api = api()) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(api.postKeyedAsync("k", ONE));
      }
      int firsts = 0;
      for (CompletableFuture<HttpResponse<String>> future : answers) {
        HttpResponse<String> answer = future.get(30, TimeUnit.SECONDS);
        assertEquals(202, answer.statusCode(), answer.body());
        if (answer.headers().firstValue(Names.HEADER_IDEMPOTENCY_REPLAYED).isEmpty()) {
          firsts++;
        }
      }
      assertEquals(1, firsts);
      assertEquals(1, committed(topic));
    }
  }

  @Test
  @DisplayName("of two bodies under one key at once one is stored, and the other gets 409")
  void concurrentConflict() throws Exception {
    try (ApiServer api = api()) {
      List<CompletableFuture<HttpResponse<String>>> answers =
          Stream.of(ONE, OTHER).map(body -> api.postKeyedAsync("k", body)).toList();
      List<Integer> statuses = new ArrayList<>();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        statuses.add(answer.get(30, TimeUnit.SECONDS).statusCode());
      }
      assertEquals(List.of(202, 409), statuses.stream().sorted().toList());
      assertEquals(1, committed(topic));
    }
  }

  @Test
  @DisplayName("a large request is stored whole and once")
  void large() throws Exception {
    String body =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "{\"amount\":" + i + ",\"time\":3}\n")
            .collect(Collectors.joining());
    try (ApiServer api = api()) {
      stored(20_000, api.postKeyed("k", body));
      replayed(20_000, api.postKeyed("k", body));
      Map<String, Integer> values = kafka.values(topic);
      assertEquals(20_000, values.size());
      assertTrue(values.values().stream().allMatch(times -> times == 1));
    }
  }

  @Test
  @DisplayName("an instance that starts anew, and one that has always been there, know the key")
  void otherInstances() throws Exception {
    try (ApiServer second = api()) {
      try (ApiServer first = api()) {
        stored(1, second.postKeyed("mine", ONE));
        stored(1, first.postKeyed("k", ONE));
      }
      replayed(1, second.postKeyed("k", ONE));
      reused(second.postKeyed("k", OTHER));
      try (ApiServer third = api()) {
        replayed(1, third.postKeyed("k", ONE));
        replayed(1, third.postKeyed("mine", ONE));
        reused(third.postKeyed("k", OTHER));
        replayed(1, second.postKeyed("k", ONE));
      }
      assertEquals(2, committed(topic));
    }
  }

  @Test
  @DisplayName("instances on one event bus serve each other's keys, and take none from each other")
  void peers() throws Exception {
    try (ApiServer one = api();
        ApiServer two = new ApiServer(one, kafka.bootstrapServers(), topic, FEW_SLOTS).ready()) {
      for (int i = 0; i < 40; i++) {
        stored(1, (i % 2 == 0 ? one : two).postKeyed("k" + i, ONE));
      }
      double fenced = one.counter("fenced") + two.counter("fenced"); // while they got to know
      for (int i = 0; i < 40; i++) {
        replayed(1, (i % 2 == 0 ? two : one).postKeyed("k" + i, ONE));
        reused((i % 2 == 0 ? two : one).postKeyed("k" + i, OTHER));
      }
      JsonObject problem = new JsonObject(two.postKeyed("bad", ONE + "\n{\"x\":1}").body());
      assertEquals(1, problem.getInteger("index"));
      assertEquals("x", problem.getString("field"));
      assertEquals(40, committed(topic));
      assertEquals(fenced, one.counter("fenced") + two.counter("fenced"));
      assertEquals(20, one.counter("events"));
      assertEquals(20, two.counter("events"));
    }
  }

  @Test
  @DisplayName("when the owner of the slots stops, its peer takes them over")
  void ownerStops() throws Exception {
    try (ApiServer one = api()) {
      try (ApiServer two = new ApiServer(one, kafka.bootstrapServers(), topic, FEW_SLOTS).ready()) {
        for (int i = 0; i < 10; i++) {
          stored(1, two.postKeyed("k" + i, ONE));
        }
      }
      for (int i = 0; i < 10; i++) {
        replayed(1, one.postKeyed("k" + i, ONE));
      }
      assertEquals(10, committed(topic));
    }
  }

  @Test
  @DisplayName("after a lost answer the repeat gets it, and stores nothing")
  void lostAnswer() throws Exception {
    try (ApiServer api = api()) {
      api.rawAndGone(http("Idempotency-Key: k\r\n"));
      Eventually.holds(() -> api.counter("events") == 1);
      replayed(1, api.postKeyed("k", ONE));
      assertEquals(1, committed(topic));
    }
  }

  private static String http(String headers) {
    return "POST /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + headers
        + "Content-Length: "
        + ONE.length()
        + "\r\n\r\n"
        + ONE;
  }

  @Test
  @DisplayName("a key is forgotten when its window is over, and not a moment before")
  void window() throws Exception {
    MovableClock clock = new MovableClock(1_700_000_000_000L);
    Map<String, String> minute = Map.of("event-api.idempotency-window", "1m");
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, minute, clock).ready()) {
      stored(1, api.postKeyed("k", ONE));
      clock.advance(Duration.ofMillis(59_999));
      replayed(1, api.postKeyed("k", ONE));
      clock.advance(Duration.ofMillis(1));
      stored(1, api.postKeyed("k", OTHER));
      reused(api.postKeyed("k", ONE));
    }
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, minute, clock).ready()) {
      replayed(1, api.postKeyed("k", OTHER));
      clock.advance(Duration.ofMillis(60_000));
      stored(1, api.postKeyed("k", ONE));
      assertEquals(3, committed(topic));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Idempotency-Key:\r\n",
        "Idempotency-Key: \t \r\n",
        "Idempotency-Key: a b\r\n",
        "Idempotency-Key: a, a\r\n",
        "Idempotency-Key: \u00e4\r\n",
        "Idempotency-Key: a\u0080\r\n",
        "Idempotency-Key: a\r\nIdempotency-Key: a\r\n",
        "Idempotency-Key: a\r\nidempotency-key:\r\n",
      })
  @DisplayName("a key that is none is refused with 400, which names the header")
  void hostileKeys(String headers) throws Exception {
    long before = committed(sharedTopic);
    String answer = shared.raw(http(headers), SILENCE);
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    assertTrue(answer.contains("\"title\":\"Invalid Idempotency-Key\""), answer);
    assertTrue(answer.contains("\"detail\":\"Idempotency-Key must "), answer);
    assertEquals(before, committed(sharedTopic));
    assertEquals(0, shared.inFlight());
  }

  @Test
  @DisplayName("a key may have 255 characters, and no more")
  void keyLength() throws Exception {
    stored(1, shared.postKeyed("x".repeat(255), ONE));
    HttpResponse<String> answer = shared.postKeyed("x".repeat(256), ONE);
    assertEquals(400, answer.statusCode());
    assertEquals(
        "Idempotency-Key must have 1 to 255 characters, not 256",
        new JsonObject(answer.body()).getString("detail"));
  }

  @Test
  @DisplayName("a flood of keys pushes out the oldest, and memory stays bounded")
  void flood() throws Exception {
    Map<String, String> few =
        Map.of(
            "event-api.idempotency-slots", "1",
            "event-api.idempotency-keys", "150",
            "http.max-connections-per-address", "0");
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, few).ready()) {
      stored(1, api.postKeyed("first", ONE));
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        answers.add(api.postKeyedAsync("k" + i, ONE));
      }
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        stored(1, answer.get(60, TimeUnit.SECONDS));
      }
      stored(1, api.postKeyed("last", ONE));
      replayed(1, api.postKeyed("last", ONE));
      assertEquals(150, api.role.metrics().get("streamproc.event-api.keys").gauge().value());
      assertEquals(352, api.counter("keys.forgotten"));
      stored(1, api.postKeyed("first", ONE));
      assertEquals(503, committed(topic));
    }
  }

  @Test
  @DisplayName("what others write to the topic of the keys is passed over")
  void foreignRecords() throws Exception {
    try (ApiServer api = api()) {
      stored(1, api.postKeyed("k", ONE));
    }
    try (var producer =
        new KafkaProducer<>(
            KafkaLogin.client(kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (int slot = 0; slot < 4; slot++) {
        producer.send(new ProducerRecord<>(topic + ".keys", slot, "k", "{}"));
        producer.send(new ProducerRecord<>(topic + ".keys", slot, null, null));
      }
    }
    try (ApiServer api = api()) {
      replayed(1, api.postKeyed("k", ONE));
      assertEquals(1, committed(topic));
    }
  }

  @Test
  @DisplayName("a request over the event bus may carry a key too")
  void bus() throws Exception {
    long before = committed(sharedTopic);
    DeliveryOptions key =
        new DeliveryOptions().addHeader(Names.HEADER_IDEMPOTENCY_KEY, "of-the-bus");
    assertTrue(ask(key).headers().isEmpty());
    Message<JsonObject> repeat = ask(key);
    assertEquals("true", repeat.headers().get(Names.HEADER_IDEMPOTENCY_REPLAYED));
    assertEquals(1, repeat.body().getInteger("accepted"));
    replayed(1, shared.postKeyed("of-the-bus", ONE));
    assertEquals(before + 1, committed(sharedTopic));
  }

  private static Message<JsonObject> ask(DeliveryOptions options) throws Exception {
    return shared
        .vertx
        .eventBus()
        .<JsonObject>request(Names.BUS_INGEST, io.vertx.core.buffer.Buffer.buffer(ONE), options)
        .await(20, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("over the event bus as well, a key for another body is a conflict and two are none")
  void busRefusals() throws Exception {
    stored(1, shared.postKeyed("of-both", OTHER));
    DeliveryOptions taken =
        new DeliveryOptions().addHeader(Names.HEADER_IDEMPOTENCY_KEY, "of-both");
    assertEquals(409, assertThrows(ReplyException.class, () -> ask(taken)).failureCode());
    DeliveryOptions two = new DeliveryOptions();
    two.addHeader(Names.HEADER_IDEMPOTENCY_KEY, "a").addHeader(Names.HEADER_IDEMPOTENCY_KEY, "a");
    ReplyException e = assertThrows(ReplyException.class, () -> ask(two));
    assertEquals(400, e.failureCode());
    assertEquals("Idempotency-Key must be given once, not 2 times", e.getMessage());
  }

  /** Number of events, once Kafka has ended the transactions that were answered. */
  private static long committed(String topic) {
    KafkaServer.awaitTransactionsEnded(kafka.bootstrapServers(), topic);
    return kafka.committed(topic);
  }
}
