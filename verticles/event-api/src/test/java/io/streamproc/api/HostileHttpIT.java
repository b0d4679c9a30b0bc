package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After every case nothing has been stored, no memory is held, and a valid request is accepted. */
class HostileHttpIT {
  private static final int MAX_BODY = 1 << 20;
  private static final String ONE = "{\"amount\":7.25,\"time\":1}";
  private static final Duration SILENCE = Duration.ofSeconds(10);

  @RegisterExtension
  static final RunningApi RUNNING =
      new RunningApi(
          Map.of(
              "event-api.max-body", Integer.toString(MAX_BODY),
              "event-api.ack-timeout", "1s",
              "event-api.idle-timeout", "2s",
              "event-api.body-timeout", "1s"));

  private long before;

  @BeforeEach
  void count() {
    before = RUNNING.count();
  }

  @AfterEach
  void assertNothingStored() throws Exception {
    assertEquals(before, RUNNING.count());
    HttpResponse<String> good = RUNNING.api().post("application/json", ONE);
    assertEquals(202, good.statusCode(), good.body());
    assertEquals(before + 1, RUNNING.count());
    assertEquals(0, RUNNING.api().inFlight());
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
  @DisplayName("another content type is refused with 415, which lists the accepted ones")
  void wrongType(String type) throws Exception {
    HttpResponse<String> answer = RUNNING.api().post(type, ONE);
    ProblemAnswer.of(415, answer);
    assertEquals(MediaTypes.ACCEPTED, header(answer, "accept-post"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "snappy", "gzip, deflate", "gzip,gzip", "x", "GZIP;q=1"})
  @DisplayName("another content encoding is refused with 415, which lists the accepted ones")
  void encoded(String encoding) throws Exception {
    HttpResponse<String> answer =
        RUNNING
            .api()
            .send(
                RUNNING
                    .api()
                    .request("/events")
                    .header("Content-Encoding", encoding)
                    .POST(HttpRequest.BodyPublishers.ofString(ONE)));
    ProblemAnswer.of(415, answer);
    assertEquals(ContentCoding.ACCEPTED, header(answer, "accept-encoding"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACEX"})
  @DisplayName("another method is refused with 405, which names POST")
  void wrongMethod(String method) throws Exception {
    HttpResponse<String> answer =
        RUNNING
            .api()
            .send(
                RUNNING
                    .api()
                    .request("/events")
                    .method(method, HttpRequest.BodyPublishers.ofString(ONE)));
    ProblemAnswer.of(405, answer);
    assertEquals("POST", header(answer, "allow"));
  }

  @Test
  @DisplayName("HEAD is refused with 405 and no body")
  void head() throws Exception {
    HttpResponse<String> answer =
        RUNNING
            .api()
            .send(RUNNING.api().request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertEquals(405, answer.statusCode());
    assertEquals("", answer.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/event", "/events/", "/EVENTS", "//", "/events/1", "/..", "/%2e", "/*"})
  @DisplayName("another path is refused with 404")
  void wrongPath(String path) throws Exception {
    ProblemAnswer.of(
        404,
        RUNNING
            .api()
            .send(
                RUNNING
                    .api()
                    .request(path)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(ONE))));
  }

  @Test
  @DisplayName("a line of 10 MB is refused with 413, although its client sends all of it first")
  void longLine() throws Exception {
    byte[] body = ("{\"amount\":1" + " ".repeat(10 << 20) + "}").getBytes(StandardCharsets.UTF_8);
    ProblemAnswer.of(413, RUNNING.api().post("application/x-ndjson", body));
  }

  @Test
  @DisplayName(
      "one byte above the limit is refused with 413, whether or not the length is " + "announced")
  void justTooLarge() throws Exception {
    byte[] body = (ONE + " ".repeat(MAX_BODY + 1 - ONE.length())).getBytes(StandardCharsets.UTF_8);
    ProblemAnswer.of(413, RUNNING.api().post("application/json", body));
    ProblemAnswer.of(413, chunked(body));
  }

  private static HttpResponse<String> chunked(byte[] body) throws Exception {
    return RUNNING
        .api()
        .send(
            RUNNING
                .api()
                .request("/events")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofByteArray(body))));
  }

  @Test
  @DisplayName("exactly the limit is accepted, whether or not the length is announced")
  void justNotTooLarge() throws Exception {
    byte[] body = (ONE + " ".repeat(MAX_BODY - ONE.length())).getBytes(StandardCharsets.UTF_8);
    assertEquals(202, RUNNING.api().post("application/json", body).statusCode());
    assertEquals(202, chunked(body).statusCode());
    before += 2;
  }

  @Test
  @DisplayName(
      "a client that expects 100-continue gets its answer at once, and may continue if "
          + "admitted")
  void expectations() throws Exception {
    String head = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    String ask = head + "Expect: 100-continue\r\n";
    assertStatus("413", RUNNING.api().raw(ask + "Content-Length: 99999999\r\n\r\n", SILENCE));
    assertStatus(
        "417", RUNNING.api().raw(head + "Expect: more\r\nContent-Length: 1\r\n\r\n", SILENCE));
    String let =
        RUNNING.api().raw(ask + "Content-Length: " + ONE.length() + "\r\n\r\n" + ONE, SILENCE);
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
  @DisplayName("malformed HTTP is refused and the connection closed")
  void malformed(String status, String request) throws Exception {
    String answer = RUNNING.api().raw(request.replace("~", "\r\n") + "\r\n\r\n", SILENCE);
    assertTrue(!answer.endsWith("<silence>"), answer);
    assertStatus(status, answer);
  }

  @Test
  @DisplayName("both a length and chunks, the start of request smuggling, store nothing extra")
  void smuggling() throws Exception {
    String answer =
        RUNNING
            .api()
            .raw(
                "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                SILENCE);
    assertStatus("400", answer);
  }

  @Test
  @DisplayName("oversized heads are refused: the request line with 414, the header fields with 431")
  void hugeHeads() throws Exception {
    String big = "x".repeat(20_000);
    assertStatus("414", RUNNING.api().raw("POST /" + big + " HTTP/1.1\r\n\r\n", SILENCE));
    assertStatus("431", RUNNING.api().raw("POST / HTTP/1.1\r\nX: " + big + "\r\n\r\n", SILENCE));
  }

  @Test
  @DisplayName("a body that comes too slowly is refused with 408 and the connection closed")
  void slowBody() throws Exception {
    String answer =
        RUNNING
            .api()
            .raw(
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
        RUNNING
            .api()
            .raw("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n", SILENCE);
    assertStatus("408", answer);
    assertTrue(!answer.endsWith("<silence>"), answer);
    String elsewhere =
        RUNNING
            .api()
            .raw("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n", SILENCE);
    assertStatus("404", elsewhere);
    assertTrue(!elsewhere.endsWith("<silence>"), elsewhere);
  }

  @Test
  @DisplayName("a connection that sends nothing, or half a head, is closed at its timeout")
  void silent() throws Exception {
    assertEquals("", RUNNING.api().raw("", SILENCE));
    assertEquals("", RUNNING.api().raw("POST /events HTTP/1.1\r\nHo", SILENCE));
  }

  @Test
  @DisplayName("a client that disconnects in the middle of its body leaves nothing behind")
  void clientDisconnects() throws Exception {
    RUNNING
        .api()
        .sendAndDisconnect(
            "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{\"amount\":1}");
    assertEquals(202, RUNNING.api().post("application/json", ONE).statusCode());
    before++;
  }
}
