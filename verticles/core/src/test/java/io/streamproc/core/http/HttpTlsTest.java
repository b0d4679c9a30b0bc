package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.LoggedLines;
import io.streamproc.testkit.RawSocket;
import io.streamproc.testkit.TestCertificate;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("An HTTP server with TLS")
@Timeout(60)
class HttpTlsTest extends TlsServer {
  @RegisterExtension final LoggedLines log = LoggedLines.of(ServerTls.class);

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  @DisplayName("speaks both versions of HTTP")
  void versions(HttpVersion version) throws Exception {
    assertServes(version);
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
    assertServes(HttpVersion.HTTP_1_1);
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
