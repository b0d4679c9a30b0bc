package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUiHttpIT {
  private RunningWebUi web;

  @BeforeEach
  void start() {
    web = new RunningWebUi(Map.of("web-ui.query-timeout", "300ms"));
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  @DisplayName("the page has strict headers and is revalidated each time")
  void page() throws Exception {
    HttpResponse<String> page = web.get("/");
    assertEquals(200, page.statusCode());
    assertEquals("text/html; charset=utf-8", header(page, "content-type"));
    assertEquals("no-cache", header(page, "cache-control"));
    assertEquals("nosniff", header(page, "x-content-type-options"));
    assertEquals("no-referrer", header(page, "referrer-policy"));
    String policy = header(page, "content-security-policy");
    assertTrue(policy.contains("default-src 'self'"), policy);
    assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    Matcher inline = Pattern.compile("(?s)<script>(.*?)</script>").matcher(page.body());
    assertTrue(inline.find(), "the script that adds a missing slash");
    assertTrue(policy.contains("'sha256-" + sha256(inline.group(1)) + "'"), policy);
    assertFalse(inline.find(), "a second inline script");

    HttpResponse<String> again = web.get("/", "If-None-Match", header(page, "etag"));
    assertEquals(304, again.statusCode());
    assertEquals("", again.body());
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/index.html, text/html; charset=utf-8",
    "/main.js, text/javascript; charset=utf-8",
    "/data/series.js, text/javascript; charset=utf-8",
    "/style.css, text/css; charset=utf-8",
    "/icon.svg, image/svg+xml",
    "/vendor/uplot/1.6.32/dist/uPlot.iife.min.js, text/javascript; charset=utf-8",
    "/vendor/eventbus-bridge-client/1.0.0/LICENSE.txt, text/plain; charset=utf-8",
  })
  @DisplayName("files have their types, and vendor files are cached for long")
  void files(String path, String type) {
    HttpResponse<String> file = web.get(path);
    assertEquals(200, file.statusCode());
    assertEquals(type, header(file, "content-type"));
    assertEquals(path.startsWith("/vendor/"), header(file, "cache-control").contains("immutable"));
    HttpResponse<String> head = web.send("HEAD", path);
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/nothing.html",
        "/vendor/",
        "/vendor/../logback-test.xml",
        "/../logback-test.xml",
        "/%2e%2e/logback-test.xml",
        "/..%2flogback-test.xml",
        "/vendor/%2e%2e/%2e%2e/%2e%2e/maven/io.streamproc/streamproc-web-ui/pom.xml",
        "/vendor/eventbus-bridge-client/1.0.0/vertx-eventbus.js.sha256",
        "/.hidden.js",
        "//index.html/",
      })
  @DisplayName("unknown paths are not found")
  void notFound(String path) {
    assertEquals(404, web.get(path).statusCode());
  }

  @Test
  @DisplayName("text is compressed for clients that accept it")
  void compressed() {
    HttpResponse<String> script =
        web.get("/vendor/uplot/1.6.32/dist/uPlot.iife.min.js", "Accept-Encoding", "gzip");
    assertEquals("gzip", header(script, "content-encoding"));
  }

  @Test
  @DisplayName("a snapshot is the aggregator's answer to the unchanged parameters")
  void snapshot() throws Exception {
    CompletableFuture<JsonObject> asked = new CompletableFuture<>();
    JsonObject none = new JsonObject().put("high", new JsonArray()).put("low", new JsonArray());
    JsonObject snapshot =
        new JsonObject()
            .put("from", 1_436_486_400_000L)
            .put("to", 1_436_572_800_000L)
            .put("step", 300_000)
            .put("asOf", 1_436_572_800_000L)
            .put("series", none);
    MessageConsumer<JsonObject> aggregator =
        web.vertx
            .eventBus()
            .consumer(
                Names.BUS_SERIES,
                message -> {
                  asked.complete(message.body());
                  message.reply(snapshot);
                });
    RunningWebUi.await(aggregator.completion());

    HttpResponse<String> answer = web.get("/api/series?from=2015-07-10T00:00:00Z&to=1436572800000");
    assertEquals(200, answer.statusCode());
    assertEquals("application/json", header(answer, "content-type"));
    assertEquals("no-store", header(answer, "cache-control"));
    assertEquals(snapshot, new JsonObject(answer.body()));
    assertEquals(
        new JsonObject().put("from", "2015-07-10T00:00:00Z").put("to", "1436572800000"),
        asked.get(5, TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("both series are returned, and one whose store is unavailable is named")
  void unavailable() {
    StandInAggregator aggregator = new StandInAggregator(web.vertx).start();
    aggregator.put(SeriesName.HIGH, 5_000, 3, 7.5);
    aggregator.unavailable(SeriesName.LOW, true);
    JsonObject answer = new JsonObject(web.get("/api/series?from=0&to=60000&step=5s").body());
    assertEquals(
        JsonArray.of(JsonArray.of(5_000, 3, 22.5, 7.5, 7.5)),
        answer.getJsonObject("series").getJsonArray("high"));
    assertEquals(JsonArray.of("low"), answer.getJsonArray("unavailable"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "from=tomorrow, from",
    "to=, to",
    "step=3s, step",
    "from=5&to=4, from",
    "bucket=1, bucket",
    "from=1&from=2, from",
  })
  @DisplayName("a wrong parameter is named, without asking the aggregator")
  void wrongParameter(String query, String parameter) {
    HttpResponse<String> answer = web.get("/api/series?" + query);
    JsonObject problem = problem(answer, 400);
    assertEquals(parameter, problem.getString("parameter"));
    assertTrue(problem.getString("detail").contains("'" + parameter + "'"), answer.body());
  }

  @Test
  @DisplayName("an error that only the aggregator detects is a 400 with its message")
  void refusedByAggregator() {
    MessageConsumer<JsonObject> aggregator =
        web.vertx.eventBus().consumer(Names.BUS_SERIES, m -> m.fail(400, "not like this"));
    RunningWebUi.await(aggregator.completion());
    assertEquals("not like this", problem(web.get("/api/series"), 400).getString("detail"));
  }

  @Test
  @DisplayName("without an aggregator, or with one that is slow or failing, the answer is 503")
  void noAnswer() throws Exception {
    HttpResponse<String> nobody = web.get("/api/series");
    assertTrue(problem(nobody, 503).getString("detail").contains("no aggregator"));
    assertEquals("2", header(nobody, "retry-after"));

    MessageConsumer<JsonObject> mute = web.vertx.eventBus().consumer(Names.BUS_SERIES, m -> {});
    RunningWebUi.await(mute.completion());
    assertTrue(problem(web.get("/api/series"), 503).getString("detail").contains("in time"));
    RunningWebUi.await(mute.unregister());

    MessageConsumer<JsonObject> failing =
        web.vertx.eventBus().consumer(Names.BUS_SERIES, m -> m.fail(500, "secret innards"));
    RunningWebUi.await(failing.completion());
    HttpResponse<String> failed = web.get("/api/series");
    problem(failed, 503);
    assertFalse(failed.body().contains("innards"));

    assertEquals(3.0, web.role.metrics().get("streamproc.web-ui.query.failures").counter().count());
    Eventually.holds(() -> requests("503") == 3); // counted when the response is sent
  }

  private long requests(String status) {
    return web.role
        .metrics()
        .get("streamproc.web-ui.requests")
        .tag("status", status)
        .timer()
        .count();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "POST, /api/series, 'GET, HEAD, OPTIONS'",
    "DELETE, /api/series, 'GET, HEAD, OPTIONS'",
    "POST, /api/series/live, 'GET, HEAD, OPTIONS'",
    "PUT, /, 'GET, HEAD'",
  })
  @DisplayName("other methods are rejected with the allowed ones")
  void methods(String method, String path, String allowed) {
    HttpResponse<String> answer = web.send(method, path);
    problem(answer, 405);
    assertEquals(allowed, header(answer, "allow"));
  }

  @Test
  @DisplayName("an unknown path under /api is a problem+json")
  void unknownApi() {
    problem(web.get("/api/other"), 404);
  }

  @Test
  @DisplayName("the role is ready once it is bound, and no part of health once it is stopped")
  void health() {
    assertTrue(web.role.health().part("web-ui").isReady());
    web.stop();
    assertEquals(Map.of(), web.role.health().reasons());
  }

  @Test
  @DisplayName("a port in use is named together with the setting")
  void portInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      WebUiSettings settings = WebUiSettings.read(Settings.of(Map.of("web-ui.port", port)));
      Throwable failure =
          web.vertx
              .deployVerticle(new WebUiVerticle(settings, RoleContext.create(web.vertx)))
              .toCompletionStage()
              .handle((id, e) -> e)
              .toCompletableFuture()
              .join();
      assertTrue(failure instanceof PortInUseException, String.valueOf(failure));
      assertTrue(failure.getMessage().contains(port), failure.getMessage());
      assertTrue(failure.getMessage().contains("web-ui.port"), failure.getMessage());
    }
  }

  private static JsonObject problem(HttpResponse<String> answer, int status) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals("application/problem+json", header(answer, "content-type"));
    return new JsonObject(answer.body());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
