package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import io.streamproc.core.series.SeriesName;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedPostgresServer;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("streamproc run, before its servers are there,")
@Timeout(300)
class WaitingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final EmbeddedPorts ports = EmbeddedPorts.of(FreePorts.several(5));
  private final int[] own = FreePorts.several(6);

  @Test
  @DisplayName("waits, says what for in log and readiness, and works once they are up")
  void waits() throws Exception {
    Map<String, String> settings = settings();
    settings.putAll(accessToServersToBe());
    String api = "http://127.0.0.1:" + own[0];
    try (Streamproc ingest =
            Streamproc.start(
                folder, "event-api up", Streamproc.run(settings, own[3], "event-api"));
        Streamproc consumers =
            Streamproc.start(
                folder,
                "consumer-high, consumer-low up",
                Streamproc.run(settings, own[4], "consumer-high", "consumer-low"))) {
      String kafka = "127.0.0.1:" + ports.kafka();
      ingest.awaitOutput("reach Kafka at " + kafka + ": attempt 1 failed");
      assertNotReady(own[3], "waiting to reach Kafka at " + kafka);
      HttpResponse<String> refused = Streamproc.post(api + "/events", "{\"amount\": 7}");
      assertEquals(503, refused.statusCode());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      consumers.awaitOutput("connect to TimescaleDB at 127.0.0.1:" + ports.postgres());
      consumers.awaitOutput("connect to InfluxDB at http://127.0.0.1:" + ports.questDbHttp());
      assertNotReady(own[4], "waiting to connect to TimescaleDB at");
      assertNotReady(own[4], "waiting to connect to InfluxDB at");

      try (Pipeline servers = new Pipeline(folder.resolve("data"), ports)) {
        ingest.awaitReady();
        consumers.awaitReady();
        assertEquals(200, Streamproc.ready(own[3]).statusCode());
        assertEquals(
            202, Streamproc.post(api + "/events", "[{\"amount\":7},{\"amount\":1}]").statusCode());
        servers.deploy("aggregator");
        String series =
            Eventually.get(
                PATIENCE,
                () -> servers.get(servers.aggregator() + "/api/series").body(),
                body -> count(body, SeriesName.HIGH) == 1 && count(body, SeriesName.LOW) == 1);
        assertEquals(1, count(series, SeriesName.HIGH), series);
        assertEquals(1, count(series, SeriesName.LOW), series);
        Eventually.get(PATIENCE, () -> Streamproc.ready(own[4]).statusCode(), code -> code == 200);
        assertEquals(200, Streamproc.ready(own[4]).statusCode());
        assertEquals(0, ingest.terminate(), ingest.output());
        assertEquals(0, consumers.terminate(), consumers.output());
      }
    }
  }

  @Test
  @DisplayName("still stops at SIGTERM with exit code 0, and logs no error")
  void stopsWhileWaiting() throws Exception {
    String[] all = Roles.all().stream().map(Role::name).toArray(String[]::new);
    try (Streamproc roles =
        Streamproc.start(folder, "never", Streamproc.run(settings(), own[3], all))) {
      roles.awaitOutput("open the store of series low: attempt 1");
      roles.awaitOutput("connect to TimescaleDB at");
      assertEquals(0, roles.terminate(), roles.output());
      assertTrue(roles.output().contains("Node                     stopped"), roles.output());
      assertFalse(roles.output().contains("ERROR"), roles.output());
      assertFalse(roles.output().contains("\tat "), roles.output());
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap-servers", "127.0.0.1:" + ports.kafka());
    settings.put("timescale.host", "127.0.0.1");
    settings.put("timescale.port", "" + ports.postgres());
    settings.put("influx.url", "http://127.0.0.1:" + ports.questDbHttp());
    settings.put("influx.dialect", "questdb");
    settings.put("event-api.port", "" + own[0]);
    settings.put("event-producer.url", "http://127.0.0.1:" + own[0]);
    settings.put("aggregator.port", "" + own[1]);
    settings.put("web-ui.port", "" + own[2]);
    return settings;
  }

  /** PostgreSQL's password is made with the database, which is then stopped again. */
  private Map<String, String> accessToServersToBe() throws IOException {
    Path data = folder.resolve("data");
    EmbeddedPostgresServer.start(data.resolve("postgres"), ports.postgres()).close();
    for (String other : List.of("kafka", "questdb")) {
      Files.createDirectories(data.resolve(other));
      Files.writeString(data.resolve(other).resolve("password"), "password-of-" + other);
    }
    return EmbeddedServers.settings(data, ports);
  }

  private static void assertNotReady(int port, String reason) throws Exception {
    HttpResponse<String> ready =
        Eventually.get(PATIENCE, () -> Streamproc.ready(port), r -> r.body().contains(reason));
    assertEquals(503, ready.statusCode());
    assertTrue(ready.body().contains(reason), ready.body());
  }

  private static long count(String body, SeriesName name) {
    return SeriesOracle.count(SeriesOracle.answered(body, name));
  }
}
