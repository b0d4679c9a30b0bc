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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guarantees for a client that retries its requests under a key. */
class IdempotencyIT extends IdempotencyScenario {
  @Test
  @DisplayName(
      "a retry is stored once and gets the same response; another body under its key " + "gets 409")
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
  @DisplayName("the same body under another key, or without a key, is another request")
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
  @DisplayName("a refused request leaves its key unused")
  void refusedLeavesNoTrace() throws Exception {
    assertEquals(400, shared.postKeyed("free", "{\"amount\":\"7\"}").statusCode());
    stored(1, shared.postKeyed("free", ONE));
  }

  @Test
  @DisplayName("twenty concurrent retries are stored once, and all succeed")
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
  @DisplayName("one of two concurrent bodies under one key is stored, and the other gets 409")
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
  @DisplayName("a large request is stored completely and once")
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
  @DisplayName("the key is known to a restarted instance and to one that was running all the time")
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
  @DisplayName(
      "instances on one event bus serve each other's keys, and take no slots from each " + "other")
  void peers() throws Exception {
    try (ApiServer one = api();
        ApiServer two = new ApiServer(one, kafka.bootstrapServers(), topic, FEW_SLOTS).ready()) {
      for (int i = 0; i < 40; i++) {
        stored(1, (i % 2 == 0 ? one : two).postKeyed("k" + i, ONE));
      }
      double fenced =
          one.counter("fenced") + two.counter("fenced"); // before the instances knew each other
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
  @DisplayName("after a lost response the retry gets it, and stores nothing")
  void lostAnswer() throws Exception {
    try (ApiServer api = api()) {
      api.sendAndDisconnect(http("Idempotency-Key: k\r\n"));
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
  @DisplayName("a key is forgotten at the end of its window, and not when the clock jumps")
  void window() throws Exception {
    MovableClock clock = new MovableClock(1_700_000_000_000L);
    Map<String, String> minute = Map.of("event-api.idempotency-window", "1m");
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, minute, clock).ready()) {
      stored(1, api.postKeyed("k", ONE));
    }
    clock.advance(Duration.ofSeconds(50));
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, minute, clock).ready()) {
      replayed(1, api.postKeyed("k", ONE));
      clock.advance(Duration.ofHours(1));
      replayed(1, api.postKeyed("k", ONE));
    }
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, minute, clock).ready()) {
      stored(1, api.postKeyed("k", OTHER));
      reused(api.postKeyed("k", ONE));
    }
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, minute, clock).ready()) {
      replayed(1, api.postKeyed("k", OTHER));
      assertEquals(2, committed(topic));
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
  @DisplayName("an invalid key is refused with 400, which names the header")
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
  @DisplayName("a key may have at most 255 characters")
  void keyLength() throws Exception {
    stored(1, shared.postKeyed("x".repeat(255), ONE));
    HttpResponse<String> answer = shared.postKeyed("x".repeat(256), ONE);
    assertEquals(400, answer.statusCode());
    assertEquals(
        "Idempotency-Key must have 1 to 255 characters, not 256",
        new JsonObject(answer.body()).getString("detail"));
  }

  @Test
  @DisplayName("a flood of keys evicts the oldest, and memory stays bounded")
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
  @DisplayName("foreign records in the topic of the keys are skipped")
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
  @DisplayName("a request over the event bus may carry a key as well")
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
  @DisplayName(
      "on the event bus as well, a key with another body is a conflict and two keys are "
          + "invalid")
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
}
