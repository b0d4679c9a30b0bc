package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After every case nothing has been stored, nothing is held, and a good request is taken. */
class HostileHttpIT {
  private static final int MAX_BODY = 1 << 20;
  private static final String ONE = "{\"amount\":7.25,\"time\":1}";
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static KafkaServer kafka;
  private static String topic;
  private static ApiServer api;
  private long before;

  @BeforeAll
  static void start() throws Exception {
    kafka = new KafkaServer();
    kafka.start();
    topic = KafkaServer.uniqueTopic();
    api =
        new ApiServer(
                kafka.bootstrapServers(),
                topic,
                Map.of(
                    "event-api.max-body", Integer.toString(MAX_BODY),
                    "event-api.ack-timeout", "1s",
                    "event-api.idle-timeout", "2s",
                    "event-api.body-timeout", "1s"))
            .ready();
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
    kafka.close();
  }

  @BeforeEach
  void count() {
    before = kafka.count(topic);
  }

  @AfterEach
  void nothingStoredAndAllWell() throws Exception {
    assertEquals(before, kafka.count(topic));
    HttpResponse<String> good = api.post("application/json", ONE);
    assertEquals(202, good.statusCode(), good.body());
    assertEquals(before + 1, kafka.count(topic));
    assertEquals(0, api.inFlight());
  }

  record Body(String bytes, Integer index, String field) {
    @Override
    public String toString() {
      return "body: "
          + bytes.substring(0, Math.min(60, bytes.length())).replaceAll("\\p{Cntrl}", "·");
    }
  }

  static Stream<Body> bodies() {
    return Stream.of(
        new Body("", null, null),
        new Body(" \r\n", null, null),
        new Body("[]", null, null),
        new Body("null", 0, null),
        new Body("5", 0, null),
        new Body("{}", 0, "amount"),
        new Body("{\"amount\":NaN}", 0, "amount"),
        new Body("{\"amount\":-Infinity}", 0, "amount"),
        new Body("{\"amount\":1e400}", 0, "amount"),
        new Body("{\"amount\":\"5\"}", 0, "amount"),
        new Body("{\"amount\":null}", 0, "amount"),
        new Body("{\"amount\":01}", 0, "amount"),
        new Body("{\"amount\":0x10}", 0, null),
        new Body("{\"amount\":" + "1".repeat(5_000) + "}", 0, "amount"),
        new Body("{\"amount\":1,\"amount\":2}", 0, "amount"),
        new Body("{\"amount\":1,\"\\u0061mount\":2}", 0, "amount"),
        new Body("{\"amount\":1,\"x\":2}", 0, "x"),
        new Body("{\"amount\":1,\"time\":-1}", 0, "time"),
        new Body("{\"amount\":1,\"time\":1e12}", 0, "time"),
        new Body("{\"amount\":1,\"time\":\"yesterday\"}", 0, "time"),
        new Body("{\"amount\":{\"amount\":1}}", 0, "amount"),
        new Body("[" + ONE + "," + ONE + ",{\"amount\":true}]", 2, "amount"),
        new Body("[" + ONE + ",]", 1, null),
        new Body("[[" + ONE + "]]", 0, null),
        new Body("[" + ONE + "] x", null, null),
        new Body("[" + ONE, 1, null),
        new Body(ONE + "\n" + ONE + "\n{\"amount\":\n", 2, "amount"),
        new Body(ONE + " " + ONE, 1, null),
        new Body("{\n\"amount\":1}", 0, null),
        new Body(ONE + "\0", 1, null),
        new Body("\u00ef\u00bb\u00bf\u00ef\u00bb\u00bf" + ONE, 0, null),
        new Body("\u00ff\u00fe{\0", 0, null),
        new Body("{\0\"\0", 0, null),
        new Body("{\"am\u00c1\u00afunt\":1}", 0, null),
        new Body("{\"\u00ed\u00a0\u0080\":1}", 0, null),
        new Body("{\"\\ud800\":1}", 0, null),
        new Body("{\"\\u0000\\u001b[2J\":1}", 0, "\ufffd\ufffd[2J"),
        new Body("[".repeat(100_000), 0, null),
        new Body("{\"amount\":".repeat(50_000), 0, "amount"),
        new Body("x".repeat(MAX_BODY), 0, null),
        new Body("//" + ONE, 0, null),
        new Body("{'amount':1}", 0, null),
        new Body("<script>alert(1)</script>", 0, null),
        new Body("amount=5", 0, null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  @DisplayName("a body that is not all events is refused with 400, index and field")
  void badBody(Body body) throws Exception {
    HttpResponse<String> answer =
        api.post("text/plain", body.bytes().getBytes(StandardCharsets.ISO_8859_1));
    JsonObject problem = problem(400, answer);
    assertEquals(body.index(), problem.getInteger("index"));
    assertEquals(body.field(), problem.getString("field"));
  }

  private static JsonObject problem(int status, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("content-type").orElse(""));
    JsonObject problem = new JsonObject(answer.body());
    assertEquals(status, problem.getInteger("status"));
    assertTrue(!problem.getString("title").isBlank() && !problem.getString("detail").isBlank());
    return problem;
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "application/msgpack",
        "application/json; charset=utf-16",
        "multipart/form-data; boundary=x",
        ";",
      })
  @DisplayName("another type is refused with 415, which says what is taken")
  void wrongType(String type) throws Exception {
    HttpResponse<String> answer = api.post(type, ONE);
    problem(415, answer);
    assertEquals(MediaTypes.ACCEPTED, header(answer, "accept-post"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "snappy", "gzip, deflate", "gzip,gzip", "x", "GZIP;q=1"})
  @DisplayName("another content encoding is refused with 415, which says what is taken")
  void encoded(String encoding) throws Exception {
    HttpResponse<String> answer =
        api.send(
            api.request("/events")
                .header("Content-Encoding", encoding)
                .POST(HttpRequest.BodyPublishers.ofString(ONE)));
    problem(415, answer);
    assertEquals(ContentCoding.ACCEPTED, header(answer, "accept-encoding"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACEX"})
  @DisplayName("another method is refused with 405, which names POST")
  void wrongMethod(String method) throws Exception {
    HttpResponse<String> answer =
        api.send(api.request("/events").method(method, HttpRequest.BodyPublishers.ofString(ONE)));
    problem(405, answer);
    assertEquals("POST", header(answer, "allow"));
  }

  @Test
  @DisplayName("HEAD is refused with 405 and no body")
  void head() throws Exception {
    HttpResponse<String> answer =
        api.send(api.request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertEquals(405, answer.statusCode());
    assertEquals("", answer.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/event", "/events/", "/EVENTS", "//", "/events/1", "/..", "/%2e", "/*"})
  @DisplayName("another path is refused with 404")
  void wrongPath(String path) throws Exception {
    problem(
        404,
        api.send(
            api.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(ONE))));
  }

  @Test
  @DisplayName("a line of 10 MB is refused with 413, although its client sends all of it first")
  void longLine() throws Exception {
    byte[] body = ("{\"amount\":1" + " ".repeat(10 << 20) + "}").getBytes(StandardCharsets.UTF_8);
    problem(413, api.post("application/x-ndjson", body));
  }

  @Test
  @DisplayName("one byte too many is refused with 413, the length announced or not")
  void justTooLarge() throws Exception {
    byte[] body = (ONE + " ".repeat(MAX_BODY + 1 - ONE.length())).getBytes(StandardCharsets.UTF_8);
    problem(413, api.post("application/json", body));
    problem(413, chunked(body));
  }

  private static HttpResponse<String> chunked(byte[] body) throws Exception {
    return api.send(
        api.request("/events")
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofByteArray(body))));
  }

  @Test
  @DisplayName("exactly the limit is taken, the length announced or not")
  void justNotTooLarge() throws Exception {
    byte[] body = (ONE + " ".repeat(MAX_BODY - ONE.length())).getBytes(StandardCharsets.UTF_8);
    assertEquals(202, api.post("application/json", body).statusCode());
    assertEquals(202, chunked(body).statusCode());
    before += 2;
  }

  @Test
  @DisplayName("a client that asks before it sends is told at once, and may go on if it is let in")
  void expectations() throws Exception {
    String head = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    String ask = head + "Expect: 100-continue\r\n";
    assertStatus("413", api.raw(ask + "Content-Length: 99999999\r\n\r\n", SILENCE));
    assertStatus("417", api.raw(head + "Expect: more\r\nContent-Length: 1\r\n\r\n", SILENCE));
    String let = api.raw(ask + "Content-Length: " + ONE.length() + "\r\n\r\n" + ONE, SILENCE);
    assertStatus("100", let);
    assertTrue(let.contains("HTTP/1.1 202"), let);
    before++;
  }

  private static void assertStatus(String status, String answer) {
    assertTrue(answer.matches("(?s)HTTP/\\d\\.\\d " + status + " .*"), answer);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "400|no request at all",
        "400|POST",
        "400|POST /events",
        "400|POST /events HTTP/9.9~~",
        "400|POST /events HTTP/1.1~bad header~~",
        "400|POST /events HTTP/1.1~Host: localhost~Content-Length: x~~",
        "400|POST /events HTTP/1.1~Host: localhost~Content-Length: -1~~",
        "400|POST /events HTTP/1.1~Host: localhost~Content-Length: 1~Content-Length: 2~~",
        "400|POST /events HTTP/1.1~Host: localhost~Content-Length: 99999999999999999999~~",
      })
  @DisplayName("what is no HTTP is refused and the connection closed")
  void malformed(String status, String request) throws Exception {
    String answer = api.raw(request.replace("~", "\r\n") + "\r\n\r\n", SILENCE);
    assertTrue(!answer.endsWith("<silence>"), answer);
    assertStatus(status, answer);
  }

  @Test
  @DisplayName("a length and chunks at once, the start of request smuggling, store nothing extra")
  void smuggling() throws Exception {
    String answer =
        api.raw(
            "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            SILENCE);
    assertStatus("400", answer);
  }

  @Test
  @DisplayName("huge heads are refused: the line with 414, the fields with 431")
  void hugeHeads() throws Exception {
    String big = "x".repeat(20_000);
    assertStatus("414", api.raw("POST /" + big + " HTTP/1.1\r\n\r\n", SILENCE));
    assertStatus("431", api.raw("POST / HTTP/1.1\r\nX: " + big + "\r\n\r\n", SILENCE));
  }

  @Test
  @DisplayName("a body that comes too slowly is refused with 408 and the connection closed")
  void slowBody() throws Exception {
    String answer =
        api.raw(
            "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 25\r\n\r\n{\"amount\"",
            SILENCE);
    assertStatus("408", answer);
    assertTrue(!answer.endsWith("<silence>"), answer);
  }

  @Test
  @DisplayName("a head without its body is refused with 408 and the connection closed")
  void noBody() throws Exception {
    String answer =
        api.raw("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n", SILENCE);
    assertStatus("408", answer);
    assertTrue(!answer.endsWith("<silence>"), answer);
    String elsewhere =
        api.raw("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n", SILENCE);
    assertStatus("404", elsewhere);
    assertTrue(!elsewhere.endsWith("<silence>"), elsewhere);
  }

  @Test
  @DisplayName("a connection that says nothing, or half a head, is closed when its time is up")
  void silent() throws Exception {
    assertEquals("", api.raw("", SILENCE));
    assertEquals("", api.raw("POST /events HTTP/1.1\r\nHo", SILENCE));
  }

  @Test
  @DisplayName("a client that goes away in the middle of its body leaves nothing behind")
  void goesAway() throws Exception {
    api.rawAndGone(
        "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{\"amount\":1}");
    assertEquals(202, api.post("application/json", ONE).statusCode());
    before++;
  }
}
