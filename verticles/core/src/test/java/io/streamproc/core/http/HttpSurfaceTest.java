package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * Over real sockets; after each case an honest client on a connection of before gets its answer.
 */
@DisplayName("An HTTP server")
@Timeout(60)
class HttpSurfaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String GET = "GET /secret HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final AtomicInteger handled = new AtomicInteger();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private int port;
  private RawSocket honest;

  @BeforeEach
  void start() throws Exception {
    log.start();
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(log);
    port = serve(Map.of());
    honest = new RawSocket(port, PATIENCE);
    honestIsAnswered();
  }

  @AfterEach
  void stop() throws Exception {
    honestIsAnswered();
    honest.close();
    vertx.close().await(10, TimeUnit.SECONDS);
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(log);
    assertEquals(
        List.of(),
        log.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR)).toList());
  }

  private void honestIsAnswered() throws IOException {
    int before = handled.get();
    String head =
        honest.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab").head();
    assertTrue(head.startsWith("HTTP/1.1 200"), head);
    assertEquals(before + 1, handled.get());
  }

  private int serve(Map<String, String> settings) throws Exception {
    return serve(settings, true);
  }

  private int serve(Map<String, String> settings, boolean readsBodies) throws Exception {
    Settings source = Settings.of(settings);
    HttpSettings http = HttpSettings.read(source);
    source.check();
    HttpSurface surface = new HttpSurface("test", http, "127.0.0.1", metrics);
    HttpServerOptions options = new HttpServerOptions();
    HttpServer server =
        readsBodies
            ? surface.bodyServer(vertx, options, this::handle, connection -> {})
            : surface.server(vertx, options, this::handle);
    return server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS).actualPort();
  }

  /** Answers when it has the whole body. */
  private void handle(HttpServerRequest request) {
    if (request.path().equals("/socket")) {
      request
          .toWebSocket()
          .onSuccess(socket -> socket.textMessageHandler(socket::writeTextMessage));
      return;
    }
    request
        .body()
        .onSuccess(
            body -> {
              handled.incrementAndGet();
              request.response().setStatusCode(200).putHeader("content-length", "0").end();
            });
  }

  private double faults(ClientFault fault) {
    return metrics.get("streamproc.http.client-faults").tag("kind", fault.id()).counter().count();
  }

  private String answer(String bytes) throws IOException {
    try (RawSocket socket = new RawSocket(port, PATIENCE)) {
      return socket.send(bytes).rest();
    }
  }

  private static long answers(String text) {
    return Pattern.compile("HTTP/1\\.\\d \\d\\d\\d ").matcher(text).results().count();
  }

  private static String chunks(String rest) {
    return "POST / HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~~" + rest;
  }

  /** `~` stands for CR LF, `_` for LF, `^` for CR. Each has a second request behind it. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5~Transfer-Encoding: chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~Content-Length: 5~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: gzip, chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: chunked, gzip~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: chunked, chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: identity~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: xchunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: chunked;a=b~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding: \"chunked\"~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding:~~0~~",
        "malformed-head|POST / HTTP/1.0~Host: localhost~Transfer-Encoding: chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding : chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding:^chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~A: b~ Transfer-Encoding: chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Transfer-Encoding:~ chunked~~0~~",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5~Content-Length: 5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5~Content-Length: 6~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5, 5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: +5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: -5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 0x5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5 5~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 5.0~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length: 9223372036854775808~~abcde",
        "malformed-head|POST / HTTP/1.1~Host: localhost~Content-Length:~~abcde",
        "malformed-head|GET / HTTP/1.1~Host: localhost~Connection: Upgrade~Upgrade: websocket~Content-Length: 5~~abcde",
        "malformed-head|GET / HTTP/1.1~Host: localhost~Sec-WebSocket-Key1: a~Sec-WebSocket-Key2: b~~",
        "malformed-head|GET / HTTP/1.1~~",
        "malformed-head|GET / HTTP/1.1~Host:~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~Host: localhost~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~host: evil.example~~",
        "malformed-head|GET / HTTP/1.0~Host: localhost~Host: localhost~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost, evil.example~~",
        "malformed-head|GET / HTTP/1.1~Host: evil.example@localhost~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost:99999~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost/~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~Origin: http://localhost~Origin: null~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~Content-Type: a/b~Content-Type: a/b~~",
        "malformed-head|GET http://evil.example/ HTTP/1.1~Host: localhost~~",
        "malformed-head|GET http://localhost:1/ HTTP/1.1~Host: localhost~~",
        "malformed-head|GET http://localhost@evil.example/ HTTP/1.1~Host: localhost~~",
        "malformed-head|GET evil.example HTTP/1.1~Host: localhost~~",
        "malformed-head|GET * HTTP/1.1~Host: localhost~~",
        "malformed-head|GET /#a HTTP/1.1~Host: localhost~~",
        "malformed-head|GET  / HTTP/1.1~Host: localhost~~",
        "malformed-head|GET\t/ HTTP/1.1~Host: localhost~~",
        "malformed-head|GET /^HTTP/1.1~Host: localhost~~",
        "malformed-head|GET / HTTP/1.1_Host: localhost~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost_~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~_",
        "malformed-head|GET / HTTP/1.1~Host: localhost^A: b~~",
        "malformed-head|GET / HTTP/1.1~A: b~ c~Host: localhost~~",
        "malformed-head|GET / HTTP/1.1~ Host: localhost~~",
        "malformed-head|GET / HTTP/1.1~Host : localhost~~",
        "malformed-head|GET / HTTP/1.1~Host: localhost~no colon~~",
        "malformed-head|GET /~~",
        "malformed-head|GET /% HTTP/1.1~Host: localhost~~",
        "malformed-head|GET /a%2 HTTP/1.1~Host: localhost~~",
        "malformed-head|GET /%zz?x=%41 HTTP/1.1~Host: localhost~~",
        "malformed-head|GET /a?x=%41&=% HTTP/1.1~Host: localhost~~",
        "malformed-head|GET http://localhost/?%4 HTTP/1.1~Host: localhost~~",
        "malformed-head|GET / HTTP/1.2~Host: localhost~~",
        "malformed-head|GET / HTTP/2.0~Host: localhost~~",
        "malformed-head|GET / HTTP/9.9~Host: localhost~~",
        "malformed-head|GET / HTTP/9.9~Host: localhost~Content-Length: x~~",
        "tls|'\u0016\u0003\u0001\u0002\u0000\u0001'",
      })
  @DisplayName(
      "refuses with 400 what can be read in two ways, closes, and reads no request behind it")
  void ambiguous(String kind, String request) throws Exception {
    int before = handled.get();
    ClientFault fault = fault(kind);
    String answer =
        answer(request.replace("~", "\r\n").replace("_", "\n").replace("^", "\r") + GET);
    assertTrue(answer.matches("(?s)HTTP/1\\.[01] 400 .*\\}"), answer);
    assertEquals(1, answers(answer), answer);
    assertEquals(before, handled.get());
    assertEquals(1, faults(fault));
  }

  private static ClientFault fault(String id) {
    return List.of(ClientFault.values()).stream()
        .filter(fault -> fault.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "100000000~~",
        "100000002~ab~0~~",
        "ffffffffffffffff2~ab~0~~",
        "80000000~ab~0~~",
        "-2~ab~0~~",
        "+2~ab~0~~",
        "0x2~ab~0~~",
        "2 2~ab~0~~",
        "2_ab~0~~",
        "2;a_ab~0~~",
        "2;a^b~ab~0~~",
        "~2~ab~0~~",
        "g~ab~0~~",
        "2~abc~0~~",
        "2~ab0~~",
        "2~ab_0~~",
        "2~ab^0~~",
        "2~ab~0_~",
        "2~ab~0~_",
        "2~ab~0~bad trailer~~",
      })
  @DisplayName("refuses a broken chunk with 400, closes, and reads no request behind it")
  void chunk(String body) throws Exception {
    int before = handled.get();
    String answer =
        answer(chunks(body).replace("~", "\r\n").replace("_", "\n").replace("^", "\r") + GET);
    assertTrue(answer.matches("(?s)HTTP/1\\.1 400 .*\\}"), answer);
    assertEquals(1, answers(answer), answer);
    assertEquals(before, handled.get());
    assertEquals(1, faults(ClientFault.MALFORMED_CHUNK));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST / HTTP/1.1~Host: localhost~Transfer-Encoding: Chunked~~2;a=\"b;c\"~ab~00~A: b~~",
        "POST / HTTP/1.1~Host: localhost~Content-Length: 002~~ab",
        "~~GET / HTTP/1.1~Host: [::1]:8080~~",
        "GET / HTTP/1.0~~",
        "GET http://localhost/ HTTP/1.1~Host: LOCALHOST~~",
        "GET / HTTP/1.1~Host: localhost~A:\tb  c\u00e9\t~Empty:~~",
        "GET / HTTP/1.1~Host: localhost~Connection: Upgrade, HTTP2-Settings~Upgrade: h2c~HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA~~",
      })
  @DisplayName("takes what is unusual and yet clear, HTTP/1.1 for an offer of HTTP/2 included")
  void clear(String request) throws Exception {
    try (RawSocket socket = new RawSocket(port, PATIENCE)) {
      String head = socket.send(request.replace("~", "\r\n")).head();
      assertTrue(head.startsWith("HTTP/1.") && head.contains(" 200 "), head);
    }
  }

  @Test
  @DisplayName("says the same of a request in pieces of any size")
  void pieces() throws Exception {
    Random random = new Random(1);
    String good = chunks("2~ab~0~~").replace("~", "\r\n");
    String bad = good.replace("Transfer", " Transfer");
    for (String request : List.of(good, bad, good, bad)) {
      try (RawSocket socket = new RawSocket(port, PATIENCE)) {
        for (int i = 0; i < request.length(); ) {
          int end = Math.min(request.length(), i + 1 + random.nextInt(4));
          socket.send(request.substring(i, end));
          i = end;
        }
        String status = request.equals(good) ? " 200 " : " 400 ";
        assertTrue(socket.head().contains(status), request);
      }
    }
  }

  @Test
  @DisplayName("answers requests in their order, and refuses the bad one behind good ones in turn")
  void pipelined() throws Exception {
    String good = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String answers = answer(good + good + "GET / HTTP/1.1\r\n\r\n" + good);
    assertTrue(answers.matches("(?s).*HTTP/1\\.[01] 400 .*\\}"), answers);
    assertEquals(3, answers(answers), answers);
  }

  @Test
  @DisplayName("tells a client that speaks HTTP/2 at once that HTTP/1.1 is required")
  void http2() throws Exception {
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    String settings = "\0\0\0\4\0\0\0\0\0";
    String frames = answer(preface + settings);
    assertTrue(frames.startsWith(settings), frames);
    assertEquals(7, frames.charAt(12), "GOAWAY");
    assertEquals(13, frames.charAt(frames.length() - 1), "HTTP_1_1_REQUIRED");
    assertEquals(26, frames.length());
    assertEquals(1, faults(ClientFault.HTTP2));
  }

  @Test
  @DisplayName("closes connections that say nothing, half a head, half a body or no next request")
  void silent() throws Exception {
    port = serve(Map.of("http.head-timeout", "500ms", "http.idle-timeout", "600ms"), false);
    String half = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n";
    assertEquals("", answer(""));
    assertTrue(answer(half).startsWith("HTTP/1.1 408 "));
    assertTrue(answer(half + "\r\na").startsWith("HTTP/1.1 408 "));
    String answered = answer(half + "\r\nab");
    assertTrue(answered.startsWith("HTTP/1.1 200 "), answered);
    assertFalse(answered.contains(RawSocket.SILENCE), answered);
    assertTrue(answer(half + "\r\nab" + half).contains("HTTP/1.1 408 "));
    assertEquals(3, faults(ClientFault.TOO_SLOW));
  }

  @Test
  @DisplayName("is not kept waiting by a head or a body of which a byte comes now and then")
  void trickle() throws Exception {
    port = serve(Map.of("http.head-timeout", "500ms"), false);
    String half = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n";
    for (String start : List.of(half + "A:", half + "\r\n")) {
      try (RawSocket socket = new RawSocket(port, Duration.ofMillis(50))) {
        socket.send(start);
        String answer = RawSocket.SILENCE;
        for (int i = 0; i < 200 && answer.equals(RawSocket.SILENCE); i++) {
          answer = socket.send("x").head();
        }
        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      }
    }
  }

  @Test
  @DisplayName("keeps places for others while one address opens as many connections as it can")
  void crowd() throws Exception {
    port = serve(Map.of("http.max-connections", "40", "http.max-connections-per-address", "30"));
    List<RawSocket> crowd = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      crowd.add(new RawSocket("127.0.0.2", port, PATIENCE));
    }
    String refusal = crowd.get(59).rest();
    assertTrue(refusal.startsWith("HTTP/1.1 503 ") && refusal.contains("http.max-connections"));
    try (RawSocket other = new RawSocket("127.0.0.1", port, PATIENCE)) {
      assertTrue(other.send(GET).head().startsWith("HTTP/1.1 200 "));
    }
    assertEquals(52, faults(ClientFault.TOO_MANY_CONNECTIONS));
    for (RawSocket socket : crowd) {
      socket.close();
    }
    Eventually.holds(() -> metrics.get("streamproc.http.connections").gauge().value() <= 1);
    assertTrue(answer(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).contains(" 200 "));
  }

  @Test
  @DisplayName("counts what clients break, and says so once, not each time")
  void quiet() throws Exception {
    for (int i = 0; i < 50; i++) {
      answer(chunks("x~").replace("~", "\r\n"));
      try (RawSocket gone = new RawSocket(port, PATIENCE)) {
        gone.send(chunks("5~a").replace("~", "\r\n")).reset();
      }
      brokenFrame();
      for (String half : List.of("GET / HTTP/1.1~Host: lo", chunks("5~a"), "~", "GET")) {
        new RawSocket(port, PATIENCE).send(half.replace("~", "\r\n")).close();
      }
    }
    assertEquals(50, faults(ClientFault.MALFORMED_CHUNK));
    assertEquals(50, faults(ClientFault.MALFORMED_FRAME));
    Eventually.holds(() -> faults(ClientFault.RESET) > 0);
    long lines = log.list.stream().filter(e -> e.getLevel().isGreaterOrEqual(Level.INFO)).count();
    assertTrue(lines <= 3, log.list::toString);
    assertTrue(log.list.stream().allMatch(event -> event.getThrowableProxy() == null));
  }

  private void brokenFrame() throws IOException {
    try (RawSocket socket = new RawSocket(port, PATIENCE)) {
      socket.send(
          "GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
      String head = socket.head();
      assertTrue(head.contains(" 101 "), head);
      assertFalse(head.contains("deflate"), head);
      String end = socket.send("\u008f\u0080\u0001\u0002\u0003\u0004").rest(); // an unknown opcode
      assertEquals("\u0088", end.substring(0, 1), "a close frame");
      assertEquals("\u0003\u00ea", end.substring(2, 4), "with 1002");
    }
  }

  @Test
  @DisplayName("lets pages of allowed origins ask, preflight included, and read the answer")
  void crossOrigin() throws Exception {
    port = serve(Map.of("http.origins", "https://charts.example.org"));
    HttpResponse<String> preflight =
        send(
            "OPTIONS",
            "https://charts.example.org",
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "content-type,idempotency-key");
    assertEquals(204, preflight.statusCode());
    assertEquals("https://charts.example.org", header(preflight, "access-control-allow-origin"));
    assertEquals("POST", header(preflight, "access-control-allow-methods"));
    assertEquals("content-type,idempotency-key", header(preflight, "access-control-allow-headers"));
    HttpResponse<String> answer = send("POST", "https://charts.example.org");
    assertEquals(200, answer.statusCode());
    assertEquals("https://charts.example.org", header(answer, "access-control-allow-origin"));
    assertEquals("origin", header(answer, "vary"));
    for (String method : List.of("OPTIONS", "POST", "GET")) {
      HttpResponse<String> refused =
          send(method, "https://evil.example", "Access-Control-Request-Method", "POST");
      assertEquals(403, refused.statusCode());
      assertEquals("", header(refused, "access-control-allow-origin"));
      assertTrue(refused.body().contains("http.origins"), refused.body());
    }
  }

  private HttpResponse<String> send(String method, String origin, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .header("Origin", origin)
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
