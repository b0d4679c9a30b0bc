package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import io.streamproc.web.WebUiVerticle;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process in a cluster")
@Timeout(180)
class ClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final String name = "test-" + UUID.randomUUID();

  /** The first of as many ports as a member tries by default. */
  private final int clusterPort = FreePorts.consecutive(8);

  private final int management = FreePorts.one();

  private Streamproc run(String role, Map<String, ?> more) throws Exception {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("cluster.name", name);
    settings.put("cluster.port", clusterPort);
    return Streamproc.start(
        folder, role + " up", Streamproc.run(settings, management, role, "--cluster"));
  }

  private Map<String, String> environment() {
    return Map.of(
        "STREAMPROC_CLUSTER_NAME", name, "STREAMPROC_CLUSTER_PORT", Integer.toString(clusterPort));
  }

  @Test
  @DisplayName(
      "started by streamproc run shares the bus with one started by class name: the page"
          + " gets its series from an aggregator elsewhere")
  void oneBus() throws Exception {
    int[] ports = FreePorts.several(2);
    JsonObject conf =
        new JsonObject().put("web-ui.port", ports[0]).put("management.port", ports[1]);
    try (Streamproc aggregator = run("aggregator", Map.of("aggregator.port", 0));
        JavaProcess page =
            VertxLauncher.startClustered(
                folder, WebUiVerticle.class, environment(), conf.encode())) {
      page.awaitReady(60);
      String url = "http://127.0.0.1:" + ports[0] + "/api/series?step=1s";
      HttpResponse<String> series =
          Eventually.get(
              PATIENCE,
              () -> Streamproc.get(url),
              answer -> answer.body().contains("\"unavailable\""));
      assertTrue(
          series.body().contains("\"unavailable\":[\"high\",\"low\"]"),
          "there are no stores, says an aggregator: " + series.body());
      assertBackedUp();
      assertEquals(0, aggregator.terminate(), aggregator.output());
      assertTrue(aggregator.output().contains(" stopped\n"), aggregator.output());
    }
  }

  /** A bus that works is not yet one whose entries have their backups. */
  private void assertBackedUp() throws Exception {
    String up = "\"cluster\",\"status\":\"UP\"";
    String ready =
        Eventually.get(PATIENCE, () -> Streamproc.ready(management).body(), b -> b.contains(up));
    assertTrue(ready.contains(up), ready);
  }

  @Test
  @DisplayName(
      "without data is alive and not ready while it waits for one with data, says so, and"
          + " ends when it is asked to")
  void waits() throws Exception {
    try (Streamproc producer = run("event-producer", Map.of())) {
      producer.awaitOutput("waiting for a member that holds data");
      HttpResponse<String> ready = Streamproc.ready(management);
      assertEquals(503, ready.statusCode());
      assertTrue(ready.body().contains("waiting for a member that holds data"), ready.body());
      assertEquals(
          200, Streamproc.get("http://127.0.0.1:" + management + "/health/live").statusCode());
      assertEquals(0, producer.terminate(), producer.output());
    }
  }

  @Test
  @DisplayName(
      "whose port is in use exits with 1, and its last line names the setting that changes it")
  void portInUse() throws Exception {
    try (ServerSocket holder = new ServerSocket(clusterPort, 1, InetAddress.getLoopbackAddress());
        Streamproc page = run("web-ui", Map.of("web-ui.port", 0, "cluster.ports", 1))) {
      assertEquals(1, page.awaitEnd(), page.output());
      List<String> lines = page.output().lines().toList();
      assertEquals(
          "streamproc: can't listen on 127.0.0.1:"
              + holder.getLocalPort()
              + " (Address already in use); choose another port with cluster.port"
              + " (STREAMPROC_CLUSTER_PORT)",
          lines.get(lines.size() - 1));
    }
  }

  @Test
  @DisplayName(
      "by class name refuses settings of the cluster that it can't use, and those in -conf")
  void refused() throws Exception {
    JsonObject conf = new JsonObject().put("management.port", 0).put("web-ui.port", 0);
    JsonObject late = conf.copy().put("cluster", new JsonObject().put("name", "x"));
    Map<String, String> typo = Map.of("STREAMPROC_CLUSTER_NAM", name);
    try (JavaProcess wrong =
            VertxLauncher.startClustered(folder, WebUiVerticle.class, typo, conf.encode());
        JavaProcess tooLate =
            VertxLauncher.startClustered(
                folder, WebUiVerticle.class, environment(), late.encode())) {
      assertNotEquals(0, wrong.awaitEnd(60), wrong.output());
      assertTrue(
          wrong
              .output()
              .contains(
                  "unknown setting STREAMPROC_CLUSTER_NAM, did you mean STREAMPROC_CLUSTER_NAME?"),
          wrong.output());
      assertNotEquals(0, tooLate.awaitEnd(60), tooLate.output());
      assertTrue(
          tooLate.output().contains("cluster.name: comes too late in -conf"), tooLate.output());
    }
  }
}
