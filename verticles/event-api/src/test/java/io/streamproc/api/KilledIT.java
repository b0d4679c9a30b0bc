package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledIT {
  private static final int CLIENTS = 8;
  private static final int ENOUGH = 200;

  private final String topic = KafkaServer.uniqueTopic();
  private final AtomicInteger nextId = new AtomicInteger();
  private final Queue<String> answered = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> enough = new CompletableFuture<>();

  @Test
  @DisplayName("events answered with 202 are stored once after kill -9 of every process")
  void answeredIsStored(@TempDir Path dir) throws Exception {
    try (KafkaProcess kafka = new KafkaProcess(dir);
        ApiProcess api = new ApiProcess(dir, kafka.bootstrapServers(), topic, Map.of())) {
      CompletableFuture<?>[] clients =
          Stream.generate(() -> client(api)).limit(CLIENTS).toArray(CompletableFuture[]::new);
      enough.get(60, TimeUnit.SECONDS);
      kafka.kill();
      api.kill();
      CompletableFuture.allOf(clients).get(60, TimeUnit.SECONDS);
      kafka.start();
      KafkaServer.awaitTransactionsEnded(kafka.bootstrapServers(), topic);
      Map<String, Integer> stored = KafkaServer.values(kafka.bootstrapServers(), topic);
      assertTrue(answered.size() >= ENOUGH, answered.size() + " answered");
      assertEquals(
          answered.stream().collect(Collectors.toMap(event -> event, event -> 1)),
          answered.stream()
              .collect(Collectors.toMap(event -> event, event -> stored.getOrDefault(event, 0))));
    }
  }

  /** Posts one event after another, every second one under a key, until the API is killed. */
  private CompletableFuture<Void> client(ApiProcess api) {
    int id = nextId.getAndIncrement();
    String event = "{\"amount\":" + id + ".0,\"time\":1}";
    return api.postAsync(id % 2 == 0 ? null : "key-" + id, event)
        .thenCompose(answer -> record(event, answer) ? client(api) : done())
        .exceptionallyCompose(gone -> done());
  }

  private boolean record(String event, HttpResponse<String> answer) {
    boolean accepted = answer.statusCode() == 202;
    if (accepted) {
      answered.add(event);
    }
    if (answered.size() >= ENOUGH) {
      enough.complete(null);
    }
    return accepted;
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
