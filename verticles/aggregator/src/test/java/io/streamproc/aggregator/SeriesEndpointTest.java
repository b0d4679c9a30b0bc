package io.streamproc.aggregator;

import static io.streamproc.aggregator.RunningAggregator.NOW;
import static io.streamproc.aggregator.RunningAggregator.await;
import static io.streamproc.aggregator.RunningAggregator.bucket;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A query for both series")
@Timeout(60)
class SeriesEndpointTest {
  private static final long MINUTE = NOW / 60_000 * 60_000;

  private final RunningAggregator aggregator = new RunningAggregator(Duration.ofSeconds(20));

  @BeforeEach
  void start() throws Exception {
    aggregator.high.put(bucket(MINUTE, 2, 14));
    aggregator.high.put(bucket(MINUTE + 1_000, 1, 6));
    aggregator.low.put(bucket(MINUTE + 1_000, 3, 5));
    aggregator.start();
  }

  @AfterEach
  void stop() throws Exception {
    aggregator.close();
  }

  private static JsonObject expected() {
    return new JsonObject()
        .put("from", MINUTE - 60_000)
        .put("to", MINUTE + 60_000)
        .put("step", 60_000L)
        .put("asOf", NOW)
        .put(
            "series",
            new JsonObject()
                .put("high", JsonArray.of(JsonArray.of(MINUTE, 3L, 20.0, 1.0, 9.0)))
                .put("low", JsonArray.of(JsonArray.of(MINUTE, 3L, 5.0, 1.0, 9.0))));
  }

  @ParameterizedTest
  @DisplayName("over HTTP is answered with complete buckets, ranges aligned outward")
  @ValueSource(
      strings = {
        "/api/series?step=1m&from=1700000060001&to=1700000159999",
        "/api/series?to=1700000123456&step=1m&from=1700000040000",
        "/api/series?step=1m&from=2023-11-14T22:14:20Z&to=2023-11-14T22:15:59Z",
        "/api/series?step=1m&from=2023-11-14T23%3A14%3A20%2B01%3A00",
      })
  void overHttp(String query) throws Exception {
    HttpResponse<String> answer = aggregator.get(query);
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(expected(), new JsonObject(answer.body()));
    assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
    assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
  }

  @Test
  @DisplayName("over the bus has the same answer; times may be numbers or text")
  void overTheBus() throws Exception {
    JsonObject numbers = new JsonObject().put("step", "1m").put("from", 1_700_000_060_001L);
    assertEquals(expected(), await(aggregator.ask(numbers)));
    JsonObject texts =
        new JsonObject().put("step", "1m").put("from", "2023-11-14T22:14:20Z").putNull("to");
    assertEquals(expected(), await(aggregator.ask(texts)));
  }

  @Test
  @DisplayName("without parameters is for the last five minutes, in the finest step that fits")
  void defaults() throws Exception {
    JsonObject answer = new JsonObject(aggregator.get("/api/series").body());
    assertEquals(NOW / 1_000 * 1_000 - 300_000, answer.getLong("from"));
    assertEquals(1_000, answer.getLong("step"));
    assertEquals(answer, await(aggregator.ask(new JsonObject())));
  }

  @ParameterizedTest
  @DisplayName("over HTTP that can't be served is refused with a problem and its reason")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/                                | 404 | there is only /api/series",
        "/api/series/                     | 404 | there is only /api/series",
        "/api/series%20                   | 404 | there is only /api/series",
        "/api/series?strp=1s              | 400 | unknown parameter 'strp'",
        "/api/series?step=2s              | 400 | 'step' must be one of",
        "/api/series?step=                | 400 | 'step' must be one of",
        "/api/series?step=1s&step=1m      | 400 | 'step' is given more than once",
        "/api/series?from=yesterday       | 400 | 'from' must be epoch milliseconds or RFC 3339",
        "/api/series?from=                | 400 | 'from' must be epoch milliseconds or RFC 3339",
        "/api/series?from=-1              | 400 | 'from' must lie between",
        "/api/series?to=9223372036854775807 | 400 | 'to' must lie between",
        "/api/series?to=99999999999999999999 | 400 | 'to' has too many digits",
        "/api/series?from=2000&to=1000    | 400 | 'from' must lie before 'to'",
        "/api/series?from=1000&to=1000    | 400 | 'from' must lie before 'to'",
        "/api/series?step=1s&from=0       | 400 | at most 1000 are served",
      })
  void refusedOverHttp(String query, int status, String reason) throws Exception {
    HttpResponse<String> answer = aggregator.get(query);
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    String detail = new JsonObject(answer.body()).getString("detail");
    assertTrue(detail.contains(reason), detail);
  }

  @ParameterizedTest
  @DisplayName("over HTTP that is invalid names the parameter")
  @CsvSource({
    "strp=1s, strp",
    "step=2s, step",
    "step=1s&step=1m, step",
    "from=yesterday, from",
    "to=-1, to",
    "from=2000&to=1000, from",
    "step=1s&from=0, step",
  })
  void namesTheParameter(String query, String parameter) throws Exception {
    JsonObject problem = new JsonObject(aggregator.get("/api/series?" + query).body());
    assertEquals("Invalid query", problem.getString("title"));
    assertEquals(parameter, problem.getString("parameter"));
  }

  @ParameterizedTest
  @DisplayName("over HTTP must be a GET or HEAD")
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void onlyGet(String method) throws Exception {
    HttpRequest request =
        aggregator
            .request("/api/series")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer =
        aggregator.http.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(405, answer.statusCode());
    assertEquals("GET, HEAD, OPTIONS", answer.headers().firstValue("Allow").orElse(""));
  }

  @Test
  @DisplayName("over HTTP has the same representations as at web-ui")
  void representations() throws Exception {
    String closed = "/api/series?step=1s&from=" + (MINUTE - 1_000) + "&to=" + (MINUTE + 2_000);
    HttpResponse<String> json = aggregator.get(closed);
    String tag = json.headers().firstValue("ETag").orElseThrow();
    assertEquals(304, send("GET", closed, "If-None-Match", tag).statusCode());
    HttpResponse<String> csv = send("GET", closed, "Accept", "text/csv");
    assertEquals(4, csv.body().lines().count(), csv.body());
    assertEquals(406, send("GET", closed, "Accept", "image/png").statusCode());
    HttpResponse<String> head = send("HEAD", closed, "Accept", "*/*");
    assertEquals(tag, head.headers().firstValue("ETag").orElseThrow());
    assertEquals("", head.body());
    assertEquals(204, send("OPTIONS", closed, "Accept", "*/*").statusCode());
    assertTrue(aggregator.get("/openapi.yaml").body().startsWith("openapi: 3.1"));
  }

  private HttpResponse<String> send(String method, String target, String... headers)
      throws Exception {
    HttpRequest request =
        aggregator
            .request(target)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .headers(headers)
            .build();
    return aggregator.http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Requests that no client library would send; the aggregator must refuse them and keep working.
   */
  @ParameterizedTest
  @DisplayName("over HTTP that is garbage is refused, and the next one is answered")
  @MethodSource("garbage")
  void garbage(String request, String status) throws Exception {
    String line = aggregator.raw(request);
    assertNotNull(line, "no answer");
    assertTrue(line.matches("HTTP/1\\.[01] " + status + ".*"), line);
    assertEquals(200, aggregator.get("/api/series").statusCode());
  }

  static Stream<Arguments> garbage() {
    return Stream.of(
        Arguments.of(get("/api/series?from=%zz"), "400"),
        Arguments.of(get("/api/series?%"), "400"),
        Arguments.of(get("/api/series?from=%00&step=%ff%fe"), "400"),
        Arguments.of(get("/api/%series"), "400"),
        Arguments.of(get("/api/series?from=%4"), "400"),
        Arguments.of(get("/api/series?from=%4&to=1"), "400"),
        Arguments.of(get("http://localhost/api/series?from=%zz"), "400"),
        Arguments.of(get("/api/series?step=1m#%zz"), "400"),
        Arguments.of(get("/api/series#?from=%zz"), "400"),
        Arguments.of(get("api/series"), "400"),
        Arguments.of(get("//api/series"), "404"),
        Arguments.of(get("/api/series?" + "x".repeat(10_000)), "414"),
        Arguments.of(get("/api/series?" + "a&".repeat(2_000)), "400"),
        Arguments.of("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", "404"),
        Arguments.of("CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n", "4"),
        Arguments.of("GET /api/series HTTP/1.1\r\nX: " + "y".repeat(20_000) + "\r\n\r\n", "431"),
        Arguments.of("nonsense\r\n\r\n", "400"));
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  @ParameterizedTest
  @DisplayName("over the bus that can't be served fails with 400 and the reason")
  @MethodSource("hostileMessages")
  void refusedOverTheBus(Object query, String reason) throws Exception {
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> await(aggregator.ask(query)));
    ReplyException reply = (ReplyException) e.getCause();
    assertEquals(400, reply.failureCode());
    assertTrue(reply.getMessage().contains(reason), reply.getMessage());
    assertFalse(reply.getMessage().contains("java."), reply.getMessage());
    await(aggregator.ask(new JsonObject()));
  }

  static Stream<Arguments> hostileMessages() {
    return Stream.of(
        Arguments.of(null, "must be a JSON object"),
        Arguments.of("step=1s", "must be a JSON object"),
        Arguments.of(7, "must be a JSON object"),
        Arguments.of(JsonArray.of("1s"), "must be a JSON object"),
        Arguments.of(new JsonObject().put("strp", "1s"), "unknown parameter 'strp'"),
        Arguments.of(new JsonObject().putNull("strp"), "unknown parameter 'strp'"),
        Arguments.of(new JsonObject().put("step", 1), "'step' must be one of"),
        Arguments.of(new JsonObject().put("step", new JsonObject()), "'step' must be one of"),
        Arguments.of(new JsonObject().put("from", true), "'from' must be"),
        Arguments.of(new JsonObject().put("from", 1.5), "'from' must be"),
        Arguments.of(new JsonObject().put("from", Double.NaN), "'from' must be"),
        Arguments.of(new JsonObject().put("to", Long.MIN_VALUE), "'to' must lie between"),
        Arguments.of(new JsonObject().put("from", NOW + 1), "'from' must lie before 'to'"));
  }
}
