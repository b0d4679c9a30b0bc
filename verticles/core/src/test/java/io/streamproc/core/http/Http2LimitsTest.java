package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.Http2Socket;
import io.streamproc.testkit.TestCertificate;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("An HTTP server, to clients that misuse HTTP/2,")
@Timeout(60)
class Http2LimitsTest extends TlsServer {
  private Http2Socket http2() throws Exception {
    return http2("127.0.0.1");
  }

  private Http2Socket http2(String from) throws Exception {
    return new Http2Socket(from, port, TestCertificate.trusting(one), Duration.ofSeconds(20));
  }

  /** Requests whose bodies do not end. */
  private static void post(Http2Socket client, int requests) throws IOException {
    client.preface();
    for (int i = 0; i < requests; i++) {
      client.post(2 * i + 1);
    }
  }

  private static void neverEndHead(Http2Socket client) throws IOException {
    client.preface().frame(Http2Socket.HEADERS, 0, 1, "\u0083\u0087\u0084");
    for (int i = 0; i < 1_000; i++) {
      client.frame(Http2Socket.CONTINUATION, 0, 1, "");
    }
    client.rest();
  }

  @Test
  @DisplayName("closes a connection with HTTP/2 that sends nothing")
  void silent() throws Exception {
    port = serve(Map.of("http.head-timeout", "2s", "http.idle-timeout", "2s"));
    try (Http2Socket client = http2()) {
      client.rest(); // fails if the server does not close
    }
    Eventually.holds(() -> metrics.get("streamproc.http.connections").gauge().value() == 0);
  }

  @Test
  @DisplayName("ends a connection with HTTP/2 that resets its requests, or never ends a head")
  void floods() throws Exception {
    port = serve(Map.of("http.max-connections-per-address", "0"));
    try (Http2Socket client = http2()) {
      client.preface();
      for (int i = 0; i < 1_000; i++) {
        client.post(2 * i + 1);
        client.frame(Http2Socket.RST_STREAM, 0, 2 * i + 1, Http2Socket.number(8));
      }
      client.rest();
    }
    try (Http2Socket client = http2()) {
      neverEndHead(client);
    }
    Eventually.holds(() -> faults(ClientFault.HTTP2_PROTOCOL) == 2);
    assertServes(HttpVersion.HTTP_2);
  }

  @Test
  @DisplayName("ends a connection with HTTP/2 that opens many more streams than it may")
  void streams() throws Exception {
    port = serve(Map.of("http.max-connections-per-address", "0"));
    try (Http2Socket client = http2()) {
      post(client, ServerTls.HTTP2_RESETS + 50);
      client.rest();
    }
    Eventually.holds(() -> faults(ClientFault.HTTP2_PROTOCOL) > 0);
    assertServes(HttpVersion.HTTP_2);
  }

  @Test
  @DisplayName("serves a client that opens as many streams as it likes before it knows the limit")
  void streamsBeforeTheLimit() throws Exception {
    try (Http2Socket client = http2()) {
      post(client, ServerTls.HTTP2_RESETS);
      client.ping();
    }
    assertEquals(0, faults(ClientFault.HTTP2_PROTOCOL));
    assertServes(HttpVersion.HTTP_2);
  }

  @Test
  @DisplayName("lets no address have all open requests, and frees those of a closed connection")
  void openStreams() throws Exception {
    port = serve(Map.of("http.max-connections", "20", "http.max-connections-per-address", "20"));
    int most = 8; // a fifth of two for each connection
    for (int round = 1; round <= 3; round++) {
      int refused = round * Refusals.MOST_ON_A_CONNECTION - 1;
      int kept = round; // those of the client that is served
      try (Http2Socket client = http2("127.0.0.2")) {
        post(client, most + Refusals.MOST_ON_A_CONNECTION - 1);
        client.ping();
        Eventually.holds(() -> faults(ClientFault.TOO_MANY_REQUESTS) == refused);
        assertServes(HttpVersion.HTTP_2);
        client.post(999).rest(); // one more ends it
      }
      Eventually.holds(() -> metrics.get("streamproc.http.connections").gauge().value() <= kept);
    }
  }

  @Test
  @DisplayName("ends a connection with HTTP/2 without a valid key after some requests")
  void unauthenticated() throws Exception {
    Path keys = Files.writeString(folder.resolve("keys.json"), "{\"keys\": []}");
    port = serve(Map.of("security.keys", keys.toString()));
    try (Http2Socket client = http2()) {
      client.preface();
      for (int i = 0; i < Refusals.MOST_ON_A_CONNECTION + 50; i++) {
        client.get(2 * i + 1, "/");
      }
      client.rest();
    }
    assertEquals(Refusals.MOST_ON_A_CONNECTION, faults(ClientFault.UNAUTHENTICATED));
  }

  @Test
  @DisplayName("refuses new connections of an address for some seconds after such a flood")
  void penalty() throws Exception {
    try (Http2Socket client = http2()) {
      neverEndHead(client);
    }
    Eventually.holds(() -> faults(ClientFault.HTTP2_PROTOCOL) == 1);
    long from = System.nanoTime();
    assertThrows(Exception.class, () -> ask(client(HttpVersion.HTTP_2, one)));
    assertTrue(faults(ClientFault.TOO_MANY_CONNECTIONS) > 0);
    Eventually.get(
        Duration.ofSeconds(30),
        () -> answers(client(HttpVersion.HTTP_2, one)),
        answered -> answered);
    assertTrue(System.nanoTime() - from >= Penalties.NANOS / 2);
  }

  private boolean answers(HttpClientAgent client) {
    try {
      return ask(client).startsWith("200 ");
    } catch (Exception e) {
      return false;
    }
  }
}
