package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.kafka.WatchHeader;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaOutageIT {
  private static final int ACK_MILLIS = 3_000;
  private static final int BATCH = 50;

  /** One second for the response's way, two for a busy machine. */
  private static final long LONGEST_MILLIS = ACK_MILLIS + 3_000;

  private final String topic = KafkaServer.uniqueTopic();
  private final AtomicInteger nextId = new AtomicInteger();
  private final ConcurrentLinkedQueue<Integer> accepted = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicLong longestMillis = new AtomicLong();

  private ApiServer api(String bootstrapServers) {
    return new ApiServer(
        bootstrapServers,
        topic,
        Map.of(
            "event-api.ack-timeout", ACK_MILLIS + "ms",
            "event-api.max-body", "100000",
            "event-api.max-in-flight", "1048576"));
  }

  /** Posts events that no other request contains, and records the outcome. */
  private CompletableFuture<Void> post(ApiServer api) {
    int first = nextId.getAndAdd(BATCH);
    StringBuilder body = new StringBuilder();
    for (int id = first; id < first + BATCH; id++) {
      body.append("{\"amount\":").append(id).append(",\"time\":1}\n");
    }
    long start = System.nanoTime();
    return api.postAsync(body.toString()).thenAccept(answer -> record(first, start, answer));
  }

  private void record(int first, long start, HttpResponse<String> answer) {
    longestMillis.accumulateAndGet((System.nanoTime() - start) / 1_000_000, Math::max);
    if (answer.statusCode() == 202) {
      accepted.add(first);
    } else {
      assertEquals(503, answer.statusCode(), answer.body());
      assertEquals("1", answer.headers().firstValue("retry-after").orElse(""));
      assertFalse(new JsonObject(answer.body()).getString("detail").isBlank());
      refused.incrementAndGet();
    }
  }

  private CompletableFuture<Void> postWhile(ApiServer api, BooleanSupplier wanted) {
    return wanted.getAsBoolean()
        ? post(api).thenCompose(v -> postWhile(api, wanted))
        : CompletableFuture.completedFuture(null);
  }

  private static void join(CompletableFuture<?>... all) throws Exception {
    CompletableFuture.allOf(all).get(90, TimeUnit.SECONDS);
  }

  private void assertAcceptedStoredOnce(Map<String, Integer> values) {
    List<String> wrong = new ArrayList<>();
    for (int first : accepted) {
      for (int id = first; id < first + BATCH; id++) {
        int times = values.getOrDefault("{\"amount\":" + id + ".0,\"time\":1}", 0);
        if (times != 1) {
          wrong.add(id + " stored " + times + " times");
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(accepted.size() >= 20, accepted.size() + " requests were accepted");
  }

  @Test
  @DisplayName("requests are refused at once before Kafka is available, and accepted afterwards")
  void unavailableAtStart() throws Exception {
    try (KafkaServer kafka = new KafkaServer();
        ApiServer api = api(kafka.bootstrapServers())) {
      Eventually.holds(() -> bound(api));
      join(post(api));
      assertEquals(1, refused.get());
      assertTrue(longestMillis.get() < 2_000, longestMillis + " ms");
      assertFalse(api.answers()); // the settings may be wrong
      Eventually.holds(() -> reason(api).startsWith("waiting to reach Kafka at 127.0.0.1:"));
      kafka.start();
      api.ready();
      assertTrue(api.isReady());
      AtomicInteger left = new AtomicInteger(20);
      join(postWhile(api, () -> left.getAndDecrement() > 0));
      assertAcceptedStoredOnce(kafka.values(topic));
    }
  }

  private static boolean bound(ApiServer api) {
    try {
      return api.post("text/plain", "").statusCode() > 0;
    } catch (java.io.IOException | InterruptedException e) {
      return false;
    }
  }

  private static String reason(ApiServer api) {
    return api.role.health().reasons().getOrDefault("event-api", "");
  }

  @Test
  @DisplayName(
      "a producer that gets no metadata in time is closed, and the next attempt creates another")
  void noMetadata() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (KafkaServer kafka = KafkaServer.started()) {
      Map<String, String> all = ApiServer.settings(kafka.bootstrapServers(), topic, 0);
      all.put("kafka.client.client.id", topic);
      EventApiSettings settings = EventApiSettings.read(Settings.of(all));
      EventWriter writer = new EventWriter(vertx, settings, new SimpleMeterRegistry());
      assertThrows(TimeoutException.class, () -> await(writer.open())); // the topic does not exist
      EventBatch one = new EventBatch(1);
      one.add(1, 1);
      Refusal refusal =
          assertThrows(
              Refusal.class,
              () -> await(writer.write(one, WatchHeader.NONE, vertx.getOrCreateContext())));
      assertEquals(Refusal.Reason.KAFKA_AWAY, refusal.reason());
      assertEquals(0, producers());
      await(Topics.ensure(vertx, settings.kafka()));
      await(writer.open());
      assertEquals(1, await(writer.write(one, WatchHeader.NONE, vertx.getOrCreateContext())));
      assertEquals(1, producers());
      await(writer.close());
      assertEquals(0, producers());
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }

  private long producers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("kafka-producer-network-thread | " + topic))
        .count();
  }

  @Test
  @DisplayName(
      "a broker that is stopped and restarted under load causes refusals and loses no " + "event")
  void stoppedAndStarted() throws Exception {
    try (KafkaServer kafka = new KafkaServer()) {
      kafka.start();
      try (ApiServer api = api(kafka.bootstrapServers()).ready()) {
        for (int round = 0; round < 2; round++) {
          outage(api, kafka::stop, kafka::start);
        }
        assertAcceptedStoredOnce(kafka.values(topic));
      }
    }
  }

  @Test
  @DisplayName("a frozen broker is detected, memory stays bounded, and every response is correct")
  void frozen(@TempDir Path dir) throws Exception {
    try (KafkaProcess kafka = new KafkaProcess(dir)) {
      try (ApiServer api = api(kafka.bootstrapServers()).ready()) {
        outage(api, kafka::freeze, kafka::thaw);
        assertAcceptedStoredOnce(KafkaServer.values(kafka.bootstrapServers(), topic));
      }
    }
  }

  @Test
  @DisplayName("requests beyond the in-flight limit of a frozen broker are refused at once")
  void flooded(@TempDir Path dir) throws Exception {
    try (KafkaProcess kafka = new KafkaProcess(dir)) {
      try (ApiServer api = api(kafka.bootstrapServers()).ready()) {
        join(post(api));
        kafka.freeze();
        List<CompletableFuture<Void>> posts = new ArrayList<>();
        AtomicLong most = new AtomicLong();
        long sampler =
            api.vertx.setPeriodic(5, t -> most.accumulateAndGet((long) api.inFlight(), Math::max));
        for (int i = 0; i < 300; i++) {
          posts.add(post(api));
        }
        join(posts.toArray(CompletableFuture[]::new));
        api.vertx.cancelTimer(sampler);
        assertTrue(most.get() > 900_000 && most.get() <= 1 << 20, "in flight " + most);
        assertEquals(0, api.inFlight());
        assertEquals(300, refused.get());
        assertTrue(overloaded(api) > 100, overloaded(api) + " refused for the bytes in flight");
        assertTrue(longestMillis.get() < LONGEST_MILLIS, longestMillis + " ms");
        kafka.thaw();
        join(postWhile(api, () -> accepted.size() < 20));
        assertAcceptedStoredOnce(KafkaServer.values(kafka.bootstrapServers(), topic));
      }
    }
  }

  private static double overloaded(ApiServer api) {
    return api.role
        .metrics()
        .get("streamproc.event-api.refused")
        .tag("reason", "overloaded")
        .counter()
        .count();
  }

  private interface Fault {
    void run() throws Exception;
  }

  private void outage(ApiServer api, Fault begin, Fault end) throws Exception {
    int takenBefore = accepted.size();
    join(postWhile(api, () -> accepted.size() < takenBefore + 20));
    BooleanSupplier notYet = () -> refused.get() < 40 || api.isReady();
    refused.set(0);
    CompletableFuture<?> one = postWhile(api, notYet);
    CompletableFuture<?> two = postWhile(api, notYet);
    begin.run();
    join(one, two);
    assertTrue(longestMillis.get() < LONGEST_MILLIS, longestMillis + " ms");
    assertTrue(api.answers(), api.role.health().reasons().toString()); // it still refuses requests
    assertEquals(Set.of("event-api-kafka"), api.role.health().degraded().keySet());
    end.run();
    Eventually.holds(api::isReady);
    int takenDuring = accepted.size();
    join(postWhile(api, () -> accepted.size() < takenDuring + 20));
  }
}
