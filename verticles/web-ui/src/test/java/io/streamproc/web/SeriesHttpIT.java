package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The series over HTTP")
@Timeout(60)
class SeriesHttpIT {
  private static final String CLOSED = "/api/series?from=0&to=60000&step=1s";
  private static final String FRIEND = "https://friend.example";

  private final HttpClient http = HttpClient.newHttpClient();
  private RunningWebUi web;
  private StandInAggregator aggregator;

  @BeforeEach
  void start() {
    web = new RunningWebUi(Map.of("http.origins", FRIEND));
    aggregator = new StandInAggregator(web.vertx).start();
    for (int second = 0; second < 60; second++) {
      aggregator.put(SeriesName.HIGH, second * 1_000, 3, 7.25);
    }
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"application/json", "text/csv"})
  @DisplayName("of a closed range have an ETag of their content, and are not sent twice")
  void revalidated(String type) {
    HttpResponse<String> first = web.get(CLOSED, "Accept", type);
    assertEquals(200, first.statusCode());
    assertEquals("private, no-cache", header(first, "cache-control"));
    assertEquals("Accept, Accept-Encoding, Origin", header(first, "vary"));
    String tag = header(first, "etag");
    assertTrue(tag.startsWith("\""), "strong: " + tag);

    HttpResponse<String> second = web.get(CLOSED, "Accept", type, "If-None-Match", tag);
    assertEquals(304, second.statusCode());
    assertEquals(tag, header(second, "etag"));
    assertEquals("", second.body());

    aggregator.put(SeriesName.HIGH, 30_000, 4, 7.25); // an event that arrives late
    HttpResponse<String> third = web.get(CLOSED, "Accept", type, "If-None-Match", tag);
    assertEquals(200, third.statusCode());
    assertNotEquals(tag, header(third, "etag"));
    assertNotEquals(first.body(), third.body());
  }

  @Test
  @DisplayName("have different ETags in different representations, and equal ones for equal bytes")
  void representations() throws Exception {
    String json = header(web.get(CLOSED), "etag");
    String csv = header(web.get(CLOSED, "Accept", "text/csv"), "etag");
    String zipped = header(bytes("Accept", "text/csv", "Accept-Encoding", "gzip"), "etag");
    assertEquals(3, List.of(json, csv, zipped).stream().distinct().count());
    assertEquals(200, web.get(CLOSED, "If-None-Match", csv).statusCode());
    assertEquals(200, web.get(CLOSED, "Accept", "text/csv", "If-None-Match", zipped).statusCode());
    Map<String, String> bodies = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer = web.get(CLOSED);
      String same = bodies.putIfAbsent(header(answer, "etag"), answer.body());
      assertEquals(same == null ? answer.body() : same, answer.body());
    }
  }

  @Test
  @DisplayName("of an open range, or without a series, are not to be stored")
  void open() {
    HttpResponse<String> open = web.get("/api/series");
    assertEquals("no-store", header(open, "cache-control"));
    assertEquals("", header(open, "etag"));
    aggregator.unavailable(SeriesName.LOW, true);
    HttpResponse<String> incomplete = web.get(CLOSED, "If-None-Match", "*");
    assertEquals(200, incomplete.statusCode());
    assertEquals("no-store", header(incomplete, "cache-control"));
    assertEquals("", header(incomplete, "etag"));
  }

  @Test
  @DisplayName("are compressed for clients that accept gzip, except small answers")
  void compressed() throws Exception {
    HttpResponse<byte[]> zipped = bytes("Accept-Encoding", "gzip");
    assertEquals("gzip", header(zipped, "content-encoding"));
    String plain = web.get(CLOSED).body();
    assertTrue(zipped.body().length < plain.length() / 2, zipped.body().length + " bytes");
    JsonObject inflated = new JsonObject(inflate(zipped.body()));
    assertEquals(new JsonObject(plain).getJsonObject("series"), inflated.getJsonObject("series"));
    HttpResponse<byte[]> again =
        bytes("Accept-Encoding", "gzip", "If-None-Match", header(zipped, "etag"));
    assertEquals(304, again.statusCode());

    assertNotEquals("gzip", header(bytes("Accept-Encoding", "gzip;q=0"), "content-encoding"));
    HttpResponse<String> small =
        web.get("/api/series?from=0&to=5000&step=1s", "Accept-Encoding", "gzip");
    assertNotEquals("gzip", header(small, "content-encoding"));
    assertTrue(small.body().startsWith("{"), small.body());
  }

  private static String inflate(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  @DisplayName("are served as CSV with the same buckets, unless one is missing")
  void csv() {
    HttpResponse<String> csv = web.get(CLOSED, "Accept", "text/csv");
    assertEquals("text/csv; charset=utf-8; header=present", header(csv, "content-type"));
    List<String> lines = csv.body().lines().toList();
    assertEquals("time,series,count,sum,min,max,mean,complete", lines.get(0));
    assertEquals("1970-01-01T00:00:00.000Z,high,3,21.75,7.25,7.25,7.25,true", lines.get(1));
    assertEquals(61, lines.size());

    aggregator.unavailable(SeriesName.LOW, true);
    HttpResponse<String> missing = web.get(CLOSED, "Accept", "text/csv");
    assertEquals(503, missing.statusCode());
    assertEquals(
        List.of("low"), new JsonObject(missing.body()).getJsonArray("unavailable").getList());
  }

  @Test
  @DisplayName("are not served to clients that accept neither format")
  void notAcceptable() {
    assertEquals(406, web.get(CLOSED, "Accept", "text/html").statusCode());
    assertEquals(200, web.get(CLOSED, "Accept", "text/html, */*;q=0.1").statusCode());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {CLOSED, "/api/series?step=3s", StreamApi.PATH, StreamApi.PATH + "?step=2s"})
  @DisplayName("have the header of a GET, and nothing else, for HEAD")
  void head(String path) throws Exception {
    String request = " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (RawSocket head = new RawSocket(web.port(), Duration.ofSeconds(20));
        RawSocket get = new RawSocket(web.port(), Duration.ofSeconds(20))) {
      String answer = head.send("HEAD" + request).rest();
      assertTrue(answer.endsWith("\r\n\r\n"), answer);
      assertEquals(1, answer.split("\r\n\r\n", -1).length - 1, answer);
      String expected = get.send("GET" + request).head();
      assertEquals(fields(expected), fields(answer));
    }
  }

  /** Without those that differ in every response, and the length, which HEAD may leave out. */
  private static List<String> fields(String head) {
    return head.toLowerCase(Locale.ROOT)
        .lines()
        .filter(
            line -> !line.matches("(etag|content-length|transfer-encoding):.*") && !line.isEmpty())
        .sorted()
        .toList();
  }

  @Test
  @DisplayName("tell the methods for OPTIONS")
  void options() {
    for (String path : List.of("/api/series", StreamApi.PATH)) {
      HttpResponse<String> answer = web.send("OPTIONS", path);
      assertEquals(204, answer.statusCode());
      assertEquals("GET, HEAD, OPTIONS", header(answer, "allow"));
    }
  }

  @Test
  @DisplayName("can be read by pages of allowed origins only")
  void crossOrigin() {
    HttpResponse<String> answer = web.get(CLOSED, "Origin", FRIEND);
    assertEquals(200, answer.statusCode());
    assertEquals(FRIEND, header(answer, "access-control-allow-origin"));
    assertEquals("true", header(answer, "access-control-allow-credentials"));
    assertTrue(header(answer, "access-control-expose-headers").contains("ETag"));
    assertEquals("Accept, Accept-Encoding, Origin", header(answer, "vary"));

    HttpResponse<String> preflight =
        web.send(
            "OPTIONS",
            "/api/series",
            "Origin",
            FRIEND,
            "Access-Control-Request-Method",
            "GET",
            "Access-Control-Request-Headers",
            "authorization");
    assertEquals(204, preflight.statusCode());
    assertEquals("GET", header(preflight, "access-control-allow-methods"));
    assertEquals("authorization", header(preflight, "access-control-allow-headers"));

    for (String origin : List.of("https://foreign.example", "null", "http://friend.example")) {
      HttpResponse<String> refused = web.get(CLOSED, "Origin", origin);
      assertEquals(403, refused.statusCode(), origin);
      assertEquals("", header(refused, "access-control-allow-origin"));
      assertFalse(refused.body().contains("series"), refused.body());
    }
  }

  private HttpResponse<byte[]> bytes(String... headers) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(web.url(CLOSED))).headers(headers).build();
    return http.send(request, BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
