package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.bus.BusFaults;
import io.streamproc.testkit.bus.Fault;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keyed requests while the slots' owner stops or is unreachable for a moment. */
class HandoverIT {
  private static final int SLOTS = 4;
  private static final long PAUSE_NANOS = 5_000_000; // 200 requests per second
  private static final int AFTERWARDS = 100; // requests
  private static final Map<String, String> LONG_TIMEOUTS =
      Map.of(
          "event-api.idempotency-slots", Integer.toString(SLOTS),
          "event-api.ack-timeout", "30s", // the machine may be busy
          "event-api.idle-timeout", "60s",
          "event-api.drain-time", "1s");

  private static KafkaServer kafka;
  private final String topic = KafkaServer.uniqueTopic();
  private int sent;

  @BeforeAll
  static void start() throws Exception {
    kafka = new KafkaServer();
    kafka.start();
  }

  @AfterAll
  static void stop() throws Exception {
    kafka.close();
  }

  private CompletableFuture<HttpResponse<String>> post(ApiServer api) {
    sent++;
    return api.postKeyedAsync("k" + sent, "{\"amount\":7,\"time\":" + sent + "}");
  }

  /** Sends requests until the instance owns every slot. */
  private void warm(ApiServer api) throws Exception {
    for (int i = 0; i < 8 * SLOTS; i++) {
      assertEquals(202, post(api).get(60, TimeUnit.SECONDS).statusCode());
    }
  }

  private void storedOnce() {
    Map<String, Integer> values = kafka.values(topic);
    assertEquals(sent, values.size());
    assertTrue(values.values().stream().allMatch(times -> times == 1), values.toString());
  }

  @Test
  @DisplayName(
      "an owner that stops hands its slots over: no request is refused, and no owner is "
          + "fenced")
  void stops() throws Exception {
    try (ApiServer one = new ApiServer(kafka.bootstrapServers(), topic, LONG_TIMEOUTS).ready();
        ApiServer two =
            new ApiServer(one, kafka.bootstrapServers(), topic, LONG_TIMEOUTS).ready()) {
      warm(two);
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      Future<Void> stopped = two.vertx.undeploy(two.deployed.result());
      for (int left = AFTERWARDS; left > 0; left -= stopped.isComplete() ? 1 : 0) {
        answers.add(post(one));
        if (two.isReady()) {
          answers.add(post(two));
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      Map<Integer, Integer> statuses = new HashMap<>();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        statuses.merge(answer.get(60, TimeUnit.SECONDS).statusCode(), 1, Integer::sum);
      }
      assertEquals(Map.of(202, answers.size()), statuses);
      assertEquals(0, one.counter("fenced"));
      assertEquals(0, two.counter("fenced"));
      storedOnce();
    }
  }

  @Test
  @DisplayName("a single instance keeps its slots to the end")
  void alone() throws Exception {
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, LONG_TIMEOUTS).ready()) {
      warm(api);
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      Future<Void> stopped = api.vertx.undeploy(api.deployed.result());
      while (api.isReady()) {
        answers.add(post(api));
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertEquals(202, answer.get(60, TimeUnit.SECONDS).statusCode());
      }
      stopped.await(60, TimeUnit.SECONDS);
      storedOnce();
    }
  }

  @Test
  @DisplayName("a lost message to the owner is sent again, and the owner keeps its slot")
  void lostMessage() throws Exception {
    try (ApiServer owner = new ApiServer(kafka.bootstrapServers(), topic, LONG_TIMEOUTS).ready();
        ApiServer other =
            new ApiServer(owner, kafka.bootstrapServers(), topic, LONG_TIMEOUTS).ready()) {
      warm(owner);
      BusFaults faults = BusFaults.on(owner.vertx, 1);
      List<String> addresses = new ArrayList<>();
      for (int slot = 0; slot < SLOTS; slot++) {
        addresses.add(Names.BUS_INGEST_SLOT + topic + ".keys-" + slot);
      }
      addresses.forEach(address -> faults.drop(address, 1));
      CompletableFuture<HttpResponse<String>> answer = post(other);
      Eventually.holds(
          Duration.ofSeconds(20),
          () -> addresses.stream().anyMatch(a -> faults.count(Fault.DROP, a) > 0));
      faults.heal();
      assertEquals(202, answer.get(60, TimeUnit.SECONDS).statusCode());
      assertEquals(0, owner.counter("fenced"));
      warm(owner);
      assertEquals(0, owner.counter("fenced")); // it was the owner all the time
      storedOnce();
    }
  }
}
