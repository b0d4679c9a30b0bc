package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.core.auth.Caller;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.Http2Socket;
import io.streamproc.testkit.LoggedLines;
import io.streamproc.testkit.RawSocket;
import io.streamproc.testkit.TestCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("An HTTP server with TLS")
@Timeout(60)
class HttpTlsTest {
  @TempDir private static Path shared;
  private static TestCertificate one;
  private static TestCertificate two;

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private MeterRegistry metrics; // of the last server
  @RegisterExtension final LoggedLines log = LoggedLines.of(ServerTls.class);
  private Path certificate;
  private Path key;
  private int port;

  @BeforeAll
  static void certificates() throws Exception {
    one = TestCertificate.create(shared, "one");
    two = TestCertificate.create(shared, "two");
  }

  @BeforeEach
  void start() throws Exception {
    certificate = Files.copy(one.certificate(), folder.resolve("tls.crt"));
    key = Files.copy(one.key(), folder.resolve("tls.key"));
    port = serve(Map.of());
  }

  private int serve(Map<String, String> settings) throws Exception {
    return open(settings)
        .map(
            surface ->
                surface.bodyServer(
                    vertx, new HttpServerOptions(), HttpTlsTest::echo, connection -> {}))
        .compose(server -> server.listen(0, "127.0.0.1"))
        .await(20, TimeUnit.SECONDS)
        .actualPort();
  }

  private Future<HttpSurface> open(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("http.tls.certificate", certificate.toString());
    settings.put("http.tls.key", key.toString());
    metrics = new SimpleMeterRegistry();
    Settings source = Settings.of(settings);
    HttpSettings http = HttpSettings.read(source);
    source.check();
    ServerSpec spec = new ServerSpec("test", http, "127.0.0.1", AccessRule.always(Scope.READ));
    return HttpSurface.open(vertx, spec, metrics, Clock.systemUTC());
  }

  private static void echo(HttpServerRequest request, Caller caller) {
    request
        .body()
        .onSuccess(body -> request.response().end(request.version() + " " + body.length()));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private HttpClientAgent client(HttpVersion version, TestCertificate... trusted) {
    PemTrustOptions trust = new PemTrustOptions();
    for (TestCertificate certificate : trusted) {
      trust.addCertPath(certificate.certificate().toString());
    }
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(version)
            .setTrustOptions(trust)
            .setKeepAliveTimeout(30));
  }

  private String ask(HttpClientAgent client, String... headers) throws Exception {
    RequestOptions options =
        new RequestOptions().setMethod(HttpMethod.POST).setHost("127.0.0.1").setPort(port);
    for (int i = 0; i < headers.length; i += 2) {
      options.putHeader(headers[i], headers[i + 1]);
    }
    return client
        .request(options)
        .compose(request -> request.send(Buffer.buffer("abc")))
        .compose(
            response -> response.body().map(body -> response.statusCode() + " " + body.toString()))
        .await(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  @DisplayName("speaks both versions of HTTP")
  void versions(HttpVersion version) throws Exception {
    assertEquals("200 " + version + " 3", ask(client(version, one)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "origin, https://evil.example, 403",
    "sec-fetch-site, cross-site, 403",
    "host, evil.example, 421",
  })
  @DisplayName("refuses foreign pages by HTTP/2 as well")
  void foreign(String header, String value, int status) throws Exception {
    HttpClientAgent client = client(HttpVersion.HTTP_2, one);
    String answer = header.equals("host") ? askAs(client, value) : ask(client, header, value);
    assertTrue(answer.startsWith(status + " "), answer);
  }

  private String askAs(HttpClientAgent client, String authority) throws Exception {
    return client
        .request(new RequestOptions().setHost("127.0.0.1").setPort(port))
        .compose(
            request ->
                request.authority(io.vertx.core.net.HostAndPort.create(authority, port)).send())
        .map(response -> response.statusCode() + " ")
        .await(20, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("does not answer plain HTTP, counts it, and goes on")
  void plain() throws Exception {
    try (RawSocket socket = new RawSocket(port, Duration.ofSeconds(20))) {
      String answer = socket.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").rest();
      assertTrue(answer.indexOf("HTTP/1.1 200") < 0, answer);
    }
    Eventually.holds(() -> faults(ClientFault.HANDSHAKE) == 1);
    versions(HttpVersion.HTTP_1_1);
  }

  private double faults(ClientFault fault) {
    return metrics.get("streamproc.http.client-faults").tag("kind", fault.id()).counter().count();
  }

  @Test
  @DisplayName("limits connections that never finish their handshake, and serves others beside")
  void silentHandshakes() throws Exception {
    port =
        serve(
            Map.of(
                "http.max-connections", "60",
                "http.max-connections-per-address", "10",
                "http.head-timeout", "2s"));
    HttpClientAgent kept = client(HttpVersion.HTTP_2, one);
    assertTrue(ask(kept).startsWith("200 "));
    List<RawSocket> silent = new ArrayList<>();
    String half = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";
    for (int i = 0; i < 200; i++) {
      silent.add(
          new RawSocket("127.0.0.2", port, Duration.ofSeconds(20)).send(i % 2 == 0 ? "" : half));
    }
    Eventually.holds(() -> faults(ClientFault.TOO_MANY_CONNECTIONS) == 190);
    assertTrue(ask(kept).startsWith("200 "));
    HttpClientAgent fresh = client(HttpVersion.HTTP_1_1, one);
    assertTrue(ask(fresh).startsWith("200 "));
    assertEquals(0, faults(ClientFault.HANDSHAKE));
    for (RawSocket socket : silent) {
      String end = socket.rest();
      assertTrue(!end.contains(RawSocket.SILENCE), end);
      socket.close();
    }
    Eventually.holds(() -> faults(ClientFault.HANDSHAKE) == 10);
    assertEquals(190, faults(ClientFault.TOO_MANY_CONNECTIONS));
    kept.close().await(20, TimeUnit.SECONDS);
    fresh.close().await(20, TimeUnit.SECONDS);
    Eventually.holds(() -> metrics.get("streamproc.http.connections").gauge().value() == 0);
  }

  @Test
  @DisplayName(
      "counts a handshake as a request of its address, and refuses it before it costs much")
  void handshakeRate() throws Exception {
    port = serve(Map.of("http.rate-per-address", "1", "http.rate-burst", "60s"));
    List<RawSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sockets.add(new RawSocket("127.0.0.2", port, Duration.ofSeconds(20)));
    }
    // 60 at once, and one a second while the machine is slow
    Eventually.holds(() -> faults(ClientFault.TOO_MANY_REQUESTS) >= 150);
    assertTrue(faults(ClientFault.TOO_MANY_REQUESTS) <= 240);
    for (RawSocket socket : sockets) {
      socket.close();
    }
    assertTrue(ask(client(HttpVersion.HTTP_2, one)).startsWith("200 "));
  }

  private Http2Socket http2() throws Exception {
    return new Http2Socket(
        "127.0.0.1", port, TestCertificate.trusting(one), Duration.ofSeconds(20));
  }

  @Test
  @DisplayName("closes a connection with HTTP/2 that sends nothing")
  void http2Silent() throws Exception {
    port = serve(Map.of("http.head-timeout", "2s", "http.idle-timeout", "2s"));
    try (Http2Socket client = http2()) {
      client.rest(); // fails if the server does not close
    }
    Eventually.holds(() -> metrics.get("streamproc.http.connections").gauge().value() == 0);
  }

  @Test
  @DisplayName("ends a connection with HTTP/2 that resets its requests, or never ends a head")
  void http2Floods() throws Exception {
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
      client.preface().frame(Http2Socket.HEADERS, 0, 1, "\u0083\u0087\u0084");
      for (int i = 0; i < 1_000; i++) {
        client.frame(Http2Socket.CONTINUATION, 0, 1, "");
      }
      client.rest();
    }
    Eventually.holds(() -> faults(ClientFault.HTTP2_PROTOCOL) == 2);
    versions(HttpVersion.HTTP_2);
  }

  @Test
  @DisplayName("refuses new connections of an address for some seconds after such a flood")
  void http2Penalty() throws Exception {
    try (Http2Socket client = http2()) {
      client.preface().frame(Http2Socket.HEADERS, 0, 1, "\u0083\u0087\u0084");
      for (int i = 0; i < 1_000; i++) {
        client.frame(Http2Socket.CONTINUATION, 0, 1, "");
      }
      client.rest();
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

  @Test
  @DisplayName("whose certificate has expired says so, and clients refuse it")
  void expired() throws Exception {
    TestCertificate authority = TestCertificate.authority(folder, "authority");
    TestCertificate old = TestCertificate.expired(folder, "old", authority);
    Files.copy(old.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(old.key(), key, StandardCopyOption.REPLACE_EXISTING);
    port = serve(Map.of());
    HttpClientAgent client = client(HttpVersion.HTTP_2, authority);
    Throwable refused = assertThrows(Exception.class, () -> ask(client));
    StringWriter causes = new StringWriter();
    refused.printStackTrace(new PrintWriter(causes));
    assertTrue(causes.toString().contains("CertificateExpiredException"), causes::toString);
    assertTrue(log.lines().stream().anyMatch(line -> line.contains("has expired at")));
    Eventually.holds(() -> faults(ClientFault.HANDSHAKE) == 1);
  }

  @Test
  @DisplayName("loses no request when its certificate is replaced under load")
  void replaced() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    HttpClientAgent kept = client(HttpVersion.HTTP_1_1, one, two);
    Files.copy(two.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    for (int i = 0; i < 50; i++) { // with a pair that does not match
      assertTrue(ask(kept).startsWith("200"));
      answered.incrementAndGet();
    }
    Files.copy(two.key(), key, StandardCopyOption.REPLACE_EXISTING);
    Eventually.holds(
        () -> {
          assertTrue(ask(kept).startsWith("200"));
          HttpClientAgent fresh = client(HttpVersion.HTTP_2, one, two);
          assertTrue(ask(fresh).startsWith("200 HTTP_2"));
          fresh.close();
          answered.addAndGet(2);
          return accepts(two);
        });
    assertTrue(!accepts(one), answered + " requests");
  }

  private boolean accepts(TestCertificate trusted) {
    HttpClientAgent client = client(HttpVersion.HTTP_1_1, trusted);
    try {
      return ask(client).startsWith("200");
    } catch (Exception e) {
      return false;
    } finally {
      client.close();
    }
  }

  @Test
  @DisplayName("does not start with a key of another certificate, or without one")
  void badPair() throws Exception {
    Files.copy(two.key(), key, StandardCopyOption.REPLACE_EXISTING);
    assertFails("the key is not the one of the certificate");
    Files.writeString(key, "nothing");
    assertFails("no certificate and key in PEM");
    Files.delete(key);
    assertFails("there is no such file");
  }

  private void assertFails(String why) {
    String said =
        assertThrows(Exception.class, () -> open(Map.of()).await(20, TimeUnit.SECONDS))
            .getMessage();
    assertTrue(said.contains(why) && said.contains(key.toString()), said);
  }

  @Test
  @DisplayName("tells when its certificate expires")
  void expiry() throws Exception {
    double expires =
        metrics.get(HttpSurface.CERTIFICATE_EXPIRY).timeGauge().value(TimeUnit.SECONDS);
    double days = (expires - Clock.systemUTC().instant().getEpochSecond()) / 86_400.0;
    assertTrue(days > 88 && days <= 90, days + " days");
  }
}
