package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.http.PortInUseException;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.Future;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LifecycleIT {
  private static final String ONE = "{\"amount\":1}";

  private static KafkaServer kafka;
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

  @Test
  @DisplayName("during a stop, requests in flight get their 202, and new connections are refused")
  void stopsGracefully() throws Exception {
    // The linger keeps the request in flight until the stop.
    Map<String, String> slow = Map.of("event-api.linger", "500ms");
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, slow).ready()) {
      CompletableFuture<HttpResponse<String>> answer = api.postAsync(ONE);
      Eventually.holds(() -> api.inFlight() > 0);
      api.vertx.undeploy(api.deployed.result()).await(20, TimeUnit.SECONDS);
      assertEquals(202, answer.get(1, TimeUnit.SECONDS).statusCode());
      assertEquals(1, kafka.count(topic));
      assertEquals(Map.of(), api.role.health().reasons()); // its parts are unregistered
      assertThrows(ConnectException.class, () -> api.post("text/plain", ONE));
    }
  }

  @Test
  @DisplayName(
      "before a stop readiness is false, and responses tell clients to close their "
          + "connections")
  void drains() throws Exception {
    Map<String, String> draining = Map.of("event-api.drain-time", "1m");
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, draining).ready();
        KeptConnection kept = new KeptConnection(api.port());
        KeptConnection other = new KeptConnection(api.port())) {
      assertTrue(kept.post(ONE).startsWith("HTTP/1.1 202 "));
      assertTrue(other.post(ONE).startsWith("HTTP/1.1 202 "));
      Future<Void> stopped = api.vertx.undeploy(api.deployed.result());
      Eventually.holds(() -> !api.isReady());
      assertEquals(Map.of("event-api", "stopping"), api.role.health().reasons());
      goodbye("202", kept, ONE);
      try (KeptConnection late = new KeptConnection(api.port())) {
        goodbye("400", late, "{");
      }
      assertFalse(stopped.isComplete());
      goodbye("202", other, ONE);
      stopped.await(
          20, TimeUnit.SECONDS); // sooner than the minute, because all clients have disconnected
      assertEquals(4, kafka.count(topic));
    }
  }

  private static void goodbye(String status, KeptConnection connection, String body)
      throws Exception {
    String answer = connection.post(body);
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(answer.contains("\r\nconnection: close\r\n"), answer);
    assertTrue(connection.isClosed());
  }

  @Test
  @DisplayName("an idle client does not delay a stop")
  void idleConnection() throws Exception {
    Map<String, String> draining = Map.of("event-api.drain-time", "300ms");
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, draining).ready();
        KeptConnection idle = new KeptConnection(api.port())) {
      String answer = idle.post(ONE);
      assertFalse(answer.contains("connection: close"), answer);
      api.vertx.undeploy(api.deployed.result()).await(20, TimeUnit.SECONDS);
      assertTrue(idle.isClosed());
    }
  }

  @Test
  @DisplayName("a stop does not wait for an unavailable Kafka")
  void stopsWhileWaiting() throws Exception {
    String nobody = "127.0.0.1:" + FreePorts.one();
    ApiServer api = new ApiServer(nobody, topic, Map.of());
    Eventually.holds(() -> !api.isReady());
    long start = System.nanoTime();
    api.close();
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis < 15_000, millis + " ms");
  }

  @Test
  @DisplayName("the producers of requests with and without a key close concurrently")
  void producersCloseTogether() throws Exception {
    Map<String, String> meeting =
        Map.of("kafka.client.interceptor.classes", MeetingInterceptor.class.getName());
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, meeting).ready()) {
      assertEquals(202, api.post("application/json", ONE).statusCode());
      assertEquals(202, api.postKeyed("one-slot-only", ONE).statusCode());
    }
    assertEquals(2, MeetingInterceptor.MET.get());
  }

  @Test
  @DisplayName("two event loops share the port and the producer")
  void instances() throws Exception {
    Map<String, String> two = Map.of("event-api.instances", "2");
    try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, two).ready()) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(api.postAsync(ONE));
      }
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertEquals(202, answer.get(20, TimeUnit.SECONDS).statusCode());
      }
      assertEquals(50, kafka.count(topic));
    }
  }

  @Test
  @DisplayName("a port in use fails the start with one line that names port and option")
  void portInUse() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(other.getLocalPort());
      Map<String, String> taken = Map.of("event-api.port", port);
      try (ApiServer api = new ApiServer(kafka.bootstrapServers(), topic, taken)) {
        PortInUseException e = assertThrows(PortInUseException.class, api::ready);
        assertTrue(e.getMessage().contains("127.0.0.1:" + port), e.getMessage());
        assertTrue(e.getMessage().contains("event-api.port"), e.getMessage());
      }
    }
  }
}
