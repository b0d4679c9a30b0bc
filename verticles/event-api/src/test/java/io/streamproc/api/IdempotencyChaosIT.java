package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.testkit.Eventually;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdempotencyChaosIT {
  private static final int CLIENTS = 6;
  private static final int MOST_EVENTS = 100_000; // per client
  private static final Map<String, String> SETTINGS =
      Map.of("event-api.idempotency-slots", "3", "event-api.ack-timeout", "2s");

  private final String topic = KafkaServer.uniqueTopic();
  private final long seed = System.nanoTime();
  private final AtomicInteger accepted = new AtomicInteger();

  @Test
  @DisplayName(
      "every request's events are stored once despite lost connections, kills and " + "restarts")
  void chaos(@TempDir Path dir) throws Exception {
    try (KafkaServer kafka = new KafkaServer()) {
      kafka.start();
      try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, SETTINGS).ready();
          ApiProcess process = new ApiProcess(dir, kafka.bootstrapServers(), topic, SETTINGS)) {
        int events = surviving(kafka, api, process);
        Map<String, Integer> values = kafka.values(topic);
        List<String> wrong = new ArrayList<>();
        values.forEach((value, times) -> check(value, times, wrong));
        assertEquals(List.of(), wrong, "seed " + seed);
        assertEquals(events, values.size(), "seed " + seed);
      }
    }
  }

  private static void check(String value, int times, List<String> wrong) {
    if (times != 1) {
      wrong.add(value + " is stored " + times + " times");
    }
  }

  /** Runs clients while one of two servers, and then the broker, is killed. */
  private int surviving(KafkaServer kafka, ApiServer api, ApiProcess process) throws Exception {
    int[] ports = {api.port(), process.port()};
    AtomicBoolean goOn = new AtomicBoolean(true);
    ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Integer>> clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(
                  i -> new RepeatingClient(seed + i, ports, i * MOST_EVENTS, goOn::get, accepted))
              .map(pool::submit)
              .toList();
      awaitMoreAccepted(api);
      process.kill();
      process.start();
      awaitMoreAccepted(api);
      kafka.stop();
      kafka.start();
      awaitMoreAccepted(api);
      process.kill();
      process.start();
      awaitMoreAccepted(api);
      goOn.set(false);
      int events = 0;
      for (Future<Integer> client : clients) {
        events += client.get(60, TimeUnit.SECONDS);
      }
      return events;
    } finally {
      goOn.set(false);
      pool.shutdownNow();
    }
  }

  private void awaitMoreAccepted(ApiServer api) throws Exception {
    int before = accepted.get();
    Eventually.holds(() -> accepted.get() >= before + 30);
  }
}
