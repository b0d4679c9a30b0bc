package io.streamproc.core.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.metrics.ProcessMeters;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.trace.Tracing;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The management server")
class ManagementServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private Vertx vertx;
  private RoleContext role;
  private ManagementServer server;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    role = RoleContext.create(vertx);
    server =
        new ManagementServer(
            ManagementSettings.read(Settings.of(Map.of("management.port", "0"))),
            role.health(),
            role.metrics(),
            role.clock());
    vertx
        .deployVerticle(server)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("says that the process lives, ready or not")
  void live() throws Exception {
    role.health().part("p").notReady("waiting");
    HttpResponse<String> answer = get("/health/live");
    assertEquals(200, answer.statusCode());
    assertEquals("UP", new JsonObject(answer.body()).getString("status"));
  }

  @Test
  @DisplayName("says 503 with every reason until all parts are ready, then 200, and 503 again")
  void ready() throws Exception {
    Health.Part first = role.health().part("first");
    Health.Part second = role.health().part("second");
    assertSame(first, role.health().part("first"));
    second.notReady("waiting for Kafka at localhost:9092");
    HttpResponse<String> answer = get("/health/ready");
    assertEquals(503, answer.statusCode());
    assertTrue(answer.body().contains("starting"), answer.body());
    assertTrue(answer.body().contains("waiting for Kafka at localhost:9092"), answer.body());
    assertEquals(
        Map.of("first", "starting", "second", "waiting for Kafka at localhost:9092"),
        role.health().reasons());

    first.ready();
    assertEquals(503, get("/health/ready").statusCode());
    second.ready();
    assertEquals(200, get("/health/ready").statusCode());
    assertTrue(role.health().reasons().isEmpty());

    first.notReady("gone");
    assertFalse(first.isReady());
    assertEquals(503, get("/health/ready").statusCode());
    second.notReady(null); // the message of an exception that has none
    assertFalse(second.isReady());
    second.ready();
    role.health().remove("first");
    role.health().remove("first");
    assertEquals(200, get("/health/ready").statusCode());
  }

  @Test
  @DisplayName("says 200 while all that is lacking is not required, names it, and counts it")
  void degraded() throws Exception {
    role.health().part("api").ready();
    Health.Part store = role.health().reported("store");
    store.notReady("does not answer");
    HttpResponse<String> answer = get("/health/ready");
    assertEquals(200, answer.statusCode());
    JsonObject body = new JsonObject(answer.body());
    assertEquals("UP", body.getString("status"));
    assertEquals(new JsonObject().put("store", "does not answer"), body.getJsonObject("degraded"));
    assertTrue(role.health().reasons().isEmpty());
    assertEquals(Map.of("store", "does not answer"), role.health().degraded());
    String gauge = "streamproc_health_ready{part=\"store\",required=\"false\"} ";
    assertTrue(get("/metrics").body().contains(gauge + "0.0"));

    role.health().part("api").notReady("stopping");
    body = new JsonObject(get("/health/ready").body());
    assertEquals("DOWN", body.getString("status"));
    assertTrue(body.containsKey("degraded"), body.encode());

    role.health().part("api").ready();
    store.ready();
    assertFalse(new JsonObject(get("/health/ready").body()).containsKey("degraded"));
    assertTrue(get("/metrics").body().contains(gauge + "1.0"));
    role.health().remove("store");
    assertFalse(get("/metrics").body().contains(gauge));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health", "/metrics", "/log", "/"})
  @DisplayName("answers HEAD without a body")
  void head(String path) throws Exception {
    try (RawSocket socket = new RawSocket(server.port(), Duration.ofSeconds(10))) {
      String answer =
          socket
              .send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .rest();
      assertTrue(answer.startsWith("HTTP/1.1 "), answer);
      assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }
  }

  @Test
  @DisplayName("is ready when there is no part to wait for")
  void noParts() throws Exception {
    assertEquals(200, get("/health/ready").statusCode());
  }

  @Test
  @DisplayName("serves the meters in Prometheus text, and knows no other path")
  void metrics() throws Exception {
    role.metrics().gauge("streamproc.test.things", 3);
    HttpResponse<String> answer = get("/metrics");
    assertEquals(200, answer.statusCode());
    assertTrue(answer.headers().firstValue("content-type").orElse("").startsWith("text/plain"));
    assertTrue(answer.body().contains("streamproc_test_things 3.0"), answer.body());
    assertEquals(404, get("/").statusCode());
  }

  @Test
  @DisplayName("serves the meters as OpenMetrics to a client that accepts it, as Prometheus does")
  void openMetrics() throws Exception {
    role.metrics().gauge("streamproc.test.things", 3);
    HttpResponse<String> answer =
        get(
            "/metrics",
            "Accept",
            "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
    String type = answer.headers().firstValue("content-type").orElse("");
    assertTrue(type.startsWith("application/openmetrics-text"), type);
    assertTrue(answer.body().contains("streamproc_test_things 3.0"), answer.body());
    assertTrue(answer.body().endsWith("# EOF\n"));
  }

  @Test
  @DisplayName("has no meters if they are disabled, and registers none")
  void noMetrics() throws Exception {
    RoleContext silent = RoleContext.create(vertx, ProcessMeters.none(), Tracing.OFF);
    silent.metrics().counter("streamproc.test.things").increment();
    var settings = Map.of("management.port", "0", "management.metrics", "false");
    server =
        new ManagementServer(
            ManagementSettings.read(Settings.of(settings)),
            silent.health(),
            silent.metrics(),
            silent.clock());
    vertx.deployVerticle(server).await(10, TimeUnit.SECONDS);
    assertEquals(404, get("/metrics").statusCode());
    assertEquals(200, get("/health/ready").statusCode());
    assertTrue(silent.metrics().getMeters().isEmpty());
  }

  @Test
  @DisplayName("says so if the levels of its log can't be changed, as with an unknown library")
  void noLog() throws Exception {
    HttpResponse<String> answer = get("/log");
    assertEquals(501, answer.statusCode());
    assertTrue(answer.body().contains("can't be changed"), answer.body());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
