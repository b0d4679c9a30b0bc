package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.RawSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("An HTTP server")
@Timeout(60)
class HttpSurfaceTest extends RunningSurface {
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
  @DisplayName("enforces the timeouts of a head or body that arrives byte by byte")
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
  @DisplayName("keeps free connections for others while one address opens as many as it can")
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
    Eventually.holds(() -> metrics.get("streamproc.http.connections").gauge().value() == 0);
    assertTrue(answer(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).contains(" 200 "));
  }

  @Test
  @DisplayName("counts client errors, and logs each kind once")
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
