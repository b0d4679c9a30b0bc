package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import io.streamproc.testkit.Signals;
import io.streamproc.web.WebUiVerticle;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A role in a process of its own")
@Timeout(300)
class RunIT {
  private static final int SIGTERM = 128 + 15;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path data;
  private static Pipeline servers;

  @TempDir private Path folder;
  private final int management = FreePorts.one();

  @BeforeAll
  static void startServers() {
    servers = new Pipeline(data);
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @Test
  @DisplayName(
      "event-api under load: at SIGTERM it is not ready first, answers"
          + " what it has begun, exits with"
          + " 0, and every event of a 202 is in Kafka")
  void terminateTheApi() throws Exception {
    String topic = "terminate-api";
    Map<String, String> settings = new HashMap<>(servers.settings());
    settings.put("kafka.topic", topic);
    Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Streamproc api =
            Streamproc.start(
                folder, "event-api up", Streamproc.run(settings, management, "event-api"));
        HalfSentRequest begun = new HalfSentRequest()) {
      api.awaitReady();
      List<Future<?>> clients =
          IntStream.range(0, 4)
              .<Future<?>>mapToObj(i -> threads.submit(() -> post(i, acknowledged)))
              .toList();
      Eventually.get(PATIENCE, acknowledged::size, size -> size > 5_000);
      assertTrue(acknowledged.size() > 5_000, "there is load");

      begun.sendFirstHalf(servers.api(), "{\"amount\":999}"); // a body may not take long
      Signals.send("TERM", api.process().pid());
      String reason =
          Eventually.get(
              PATIENCE, () -> Streamproc.ready(management).body(), b -> b.contains("stopping"));
      assertEquals(503, Streamproc.ready(management).statusCode());
      assertTrue(reason.contains("\"stopping\""), reason);
      assertTrue(api.process().isAlive(), "it waits for the request that has begun");
      assertTrue(begun.sendRestAndRead().startsWith("HTTP/1.1 202 "), "and answers it");

      assertEquals(0, api.awaitEnd(), api.output());
      for (Future<?> client : clients) {
        client.get();
      }
      acknowledged.add(999);
      Set<Integer> stored =
          TopicReader.amounts(servers.kafka(), topic).stream()
              .map(Double::intValue)
              .collect(Collectors.toSet());
      acknowledged.removeAll(stored);
      assertEquals(Set.of(), acknowledged, "acknowledged, but not in Kafka");
    } finally {
      threads.shutdownNow();
    }
  }

  /** Posts until the API is gone. The amounts tell the events apart. */
  private static void post(int client, Set<Integer> acknowledged) {
    AtomicInteger next = new AtomicInteger(1_000_000 * (client + 1));
    while (true) {
      List<Integer> ids = Stream.generate(next::getAndIncrement).limit(20).toList();
      String events =
          ids.stream()
              .map(id -> "{\"amount\":" + id + "}")
              .collect(Collectors.joining(",", "[", "]"));
      try {
        var answer = servers.post(servers.api() + "/events", events);
        if (answer.statusCode() == 202) {
          acknowledged.addAll(ids);
        }
      } catch (IOException e) {
        return; // refused or reset: nothing was promised
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Test
  @DisplayName(
      "consumer-high in the middle of its batches: at SIGTERM it exits"
          + " with 0, what it has stored is"
          + " committed, and the next one goes on from there")
  void terminateAConsumer() throws Exception {
    int events = 200_000;
    long from = 1_000_000_020_000L;
    servers.with("kafka.topic", "terminate-consumer").with("consumer.group", "terminated");
    String api = servers.deploy("event-api");
    String aggregator = servers.deploy("aggregator");
    String event = "{\"amount\":7,\"time\":" + from + "}";
    String many = Stream.generate(() -> event).limit(20_000).collect(Collectors.joining("\n"));
    for (int sent = 0; sent < events; sent += 20_000) {
      assertEquals(202, servers.postNdjson(servers.api() + "/events", many).statusCode());
    }
    List<String> arguments =
        Streamproc.run(servers.settings(), management, "consumer-high", "--set=consumer.batch=20");
    try (Streamproc consumer = Streamproc.start(folder, "consumer-high up", arguments)) {
      consumer.awaitReady();
      Eventually.get(PATIENCE, () -> committed("terminated-high"), n -> n > 0);
      assertEquals(0, consumer.terminate(), consumer.output());
    }
    long committed = committed("terminated-high");
    assertTrue(committed > 0 && committed < events, "in the middle: " + committed);
    assertEquals(committed, stored(from), "stored and committed are the same events");

    String consumer = servers.deploy("consumer-high");
    assertEquals(events, Eventually.get(PATIENCE, () -> stored(from), n -> n >= events));
    for (String id : List.of(consumer, api, aggregator)) {
      servers.undeploy(id);
    }
  }

  @Test
  @DisplayName("reads settings from its environment, and exits with 2 if they are invalid")
  void environment() throws Exception {
    Map<String, String> environment =
        Map.of("STREAMPROC_KAFKA_TOPIC", "from-env", "STREAMPROC_KAFKA_TOPC", "x");
    try (Streamproc config =
        Streamproc.start(folder, "never", environment, List.of("config", "--env"))) {
      assertEquals(2, config.awaitEnd());
      assertTrue(config.output().contains("STREAMPROC_KAFKA_TOPIC=from-env"), config.output());
      String problem =
          "unknown setting STREAMPROC_KAFKA_TOPC, did you mean STREAMPROC_KAFKA_TOPIC?";
      assertTrue(
          config.output().endsWith("settings refused:\n  - " + problem + "\n"), config.output());
    }
  }

  @Test
  @DisplayName("that is disabled is alive and ready, and does nothing until SIGTERM")
  void disabled() throws Exception {
    Map<String, String> settings = new HashMap<>(servers.settings());
    settings.put("run.disabled", "true");
    try (Streamproc api =
        Streamproc.start(
            folder,
            "event-api disabled by run.disabled",
            Streamproc.run(settings, management, "event-api"))) {
      api.awaitReady();
      assertEquals(200, Streamproc.ready(management).statusCode());
      assertEquals(
          200, Streamproc.get("http://127.0.0.1:" + management + "/health/live").statusCode());
      assertThrows(ConnectException.class, () -> servers.post(servers.api(), "{\"amount\":1}"));
      assertEquals(0, api.terminate(), api.output());
    }
  }

  @Test
  @DisplayName(
      "whose port is in use exits with 1, and its last line names the setting that changes it")
  void portInUse() throws Exception {
    try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Streamproc page =
            Streamproc.start(
                folder,
                "never",
                Streamproc.run(
                    Map.of("web-ui.port", holder.getLocalPort()), management, "web-ui"))) {
      assertEquals(1, page.awaitEnd());
      List<String> lines = page.output().lines().toList();
      assertEquals(
          "streamproc: can't listen on 127.0.0.1:"
              + holder.getLocalPort()
              + " (Address already in use); choose another port with web-ui.port"
              + " (STREAMPROC_WEB_UI_PORT)",
          lines.get(lines.size() - 1));
    }
  }

  @Test
  @DisplayName(
      "by class name in Vert.x's own launcher: all roles, configured by -conf, are a pipeline")
  void byClassName() throws Exception {
    List<Class<?>> verticles = VertxLauncher.verticles();
    int[] ports = FreePorts.several(verticles.size());
    List<JavaProcess> all = new ArrayList<>();
    try {
      for (int i = 0; i < ports.length; i++) {
        JsonObject conf =
            new JsonObject().put("management", new JsonObject().put("port", ports[i]));
        servers.settings().forEach(conf::put);
        conf.put("kafka.topic", "by-class-name").put("consumer.group", "by-class-name");
        conf.put("event-producer", new JsonObject().put("rate", 100));
        all.add(VertxLauncher.start(folder, verticles.get(i), conf.encode()));
      }
      for (JavaProcess role : all) {
        role.awaitReady(120);
      }
      for (int port : ports) {
        int code =
            Eventually.get(PATIENCE, () -> Streamproc.ready(port).statusCode(), c -> c == 200);
        assertEquals(200, code);
      }
      String url = servers.aggregator() + "/api/series";
      String series =
          Eventually.get(
              PATIENCE,
              () -> servers.get(url).body(),
              body -> count(body, SeriesName.HIGH) > 0 && count(body, SeriesName.LOW) > 0);
      assertTrue(count(series, SeriesName.HIGH) > 0, series);
      assertTrue(count(series, SeriesName.LOW) > 0, series);
      assertTrue(servers.get(servers.page()).body().contains("<html"));
      for (JavaProcess role : all) {
        assertEquals(SIGTERM, role.terminate(60), role.output());
      }
    } finally {
      all.forEach(JavaProcess::close);
    }
  }

  @Test
  @DisplayName("by class name rejects a -conf that is not JSON or has an unknown key, and says so")
  void badConf() throws Exception {
    String unknown = "{\"web-ui\": {\"prot\": 1}, \"management\": {\"port\": 0}}";
    try (JavaProcess noJson = VertxLauncher.start(folder, WebUiVerticle.class, "{\"web-ui\": {");
        JavaProcess wrongKey = VertxLauncher.start(folder, WebUiVerticle.class, unknown)) {
      assertNotEquals(0, noJson.awaitEnd(60));
      assertTrue(
          noJson.output().contains("-conf is neither a JSON object nor a file that contains one"),
          noJson.output());
      assertNotEquals(0, wrongKey.awaitEnd(60));
      assertTrue(
          wrongKey.output().contains("unknown setting web-ui.prot, did you mean web-ui.port?"),
          wrongKey.output());
    }
  }

  private static long committed(String group) throws Exception {
    try (Admin admin = Admin.create(servers.kafka())) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(position -> position.offset())
          .sum();
    }
  }

  private static long stored(long time) throws Exception {
    String url = servers.aggregator() + "/api/series?step=1m&from=" + time + "&to=" + (time + 1);
    return count(servers.get(url).body(), SeriesName.HIGH);
  }

  private static long count(String body, SeriesName name) {
    return SeriesOracle.count(SeriesOracle.answered(body, name));
  }
}
