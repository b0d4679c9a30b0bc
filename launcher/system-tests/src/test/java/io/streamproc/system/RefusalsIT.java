package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Chromium;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.RawSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each HTTP server refuses: pages of other origins and clients with a wrong host name, and on
 * servers with keys and tokens everyone without a valid one. No refused request stores an event.
 */
@Timeout(120)
@DisplayName("The HTTP servers")
class RefusalsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String EVENT = "{\"amount\": 7.2, \"time\": 1}";
  private static final String ALLOWED = "https://charts.example.org";

  @TempDir private static Path data;
  @TempDir private static Path keys;
  private static Pipeline pipeline;
  private static int management;
  private static long stored;
  private static HttpServer elsewhere;
  private static ProtectedSurfaces protectedOnes;

  @BeforeAll
  static void start() throws Exception {
    pipeline = new Pipeline(data).with("http.origins", ALLOWED).with("http.hosts", "*.lan.example");
    for (String role : List.of("event-api", "aggregator", "web-ui")) {
      pipeline.deploy(role);
    }
    management = FreePorts.one();
    pipeline.with("management.port", management);
    ManagementSettings settings = ManagementSettings.read(Settings.of(pipeline.settings()));
    pipeline.deploy(
        context ->
            new ManagementServer(settings, context.health(), context.metrics(), context.clock()));
    elsewhere = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    elsewhere.createContext(
        "/",
        exchange -> {
          byte[] page = "<!doctype html><title>elsewhere</title>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    elsewhere.start();
    protectedOnes = new ProtectedSurfaces(pipeline, keys);
  }

  @AfterAll
  static void stop() {
    if (elsewhere != null) {
      elsewhere.stop(0);
    }
    if (protectedOnes != null) {
      protectedOnes.close();
    }
    pipeline.close();
  }

  private static int port(String surface) {
    return switch (surface) {
      case "event-api" -> URI.create(pipeline.api()).getPort();
      case "aggregator" -> URI.create(pipeline.aggregator()).getPort();
      case "web-ui" -> URI.create(pipeline.page()).getPort();
      default -> management;
    };
  }

  private static String request(String surface) {
    return switch (surface) {
      case "event-api" -> "POST /events";
      case "aggregator" -> "GET /api/series";
      case "web-ui" -> "GET /";
      default -> "GET /metrics";
    };
  }

  /** Compares what the topic holds with what it held at the last call: reading it takes time. */
  private static void assertStored(int more) throws Exception {
    long before = stored;
    stored = TopicReader.amounts(pipeline.kafka(), "events").size();
    assertEquals(before + more, stored);
  }

  /** `@` stands for the server's port. */
  @ParameterizedTest(name = "{0}: Host {1}, Origin {2}, Sec-Fetch-Site {3}")
  @CsvSource({
    "ok, 127.0.0.1:@, , ",
    "ok, localhost:@, , ",
    "ok, localhost:@, http://localhost:@, same-origin",
    "ok, 127.0.0.1:@, http://127.0.0.1:@, ",
    "ok, 10.1.2.3, , none",
    "ok, a.lan.example:@, https://a.lan.example:@, same-origin",
    "ok, localhost:@, https://charts.example.org, cross-site",
    "421, evil.example:@, , ",
    "421, evil.example:@, http://evil.example:@, same-origin",
    "421, localhost.evil.example, , ",
    "421, 127.0.0.1.evil.example, , ",
    "421, lan.example, , ",
    "403, 127.0.0.1:@, https://evil.example, cross-site",
    "403, 127.0.0.1:@, https://evil.example, ",
    "403, 127.0.0.1:@, null, ",
    "403, localhost:@, http://localhost:1, same-site",
    "403, localhost:@, http://127.0.0.1:@, cross-site",
    "403, localhost:@, , cross-site",
    "403, localhost:@, , same-site",
    "400, , , ",
    "400, 'localhost,evil.example', , ",
  })
  @DisplayName("reject a page of another origin on every port, for any path")
  void table(String expected, String host, String origin, String site) throws Exception {
    for (String surface : List.of("event-api", "aggregator", "web-ui", "management")) {
      String head = request(surface) + " HTTP/1.1\n";
      head += host == null ? "" : "Host: " + host + "\n";
      head += origin == null ? "" : "Origin: " + origin + "\n";
      head += site == null ? "" : "Sec-Fetch-Site: " + site + "\nSec-Fetch-Mode: no-cors\n";
      head += "Connection: close\nContent-Type: text/plain\n";
      String body = surface.equals("event-api") ? EVENT : "";
      head += "Content-Length: " + body.length() + "\n\n";
      String bytes = head.replace("@", Integer.toString(port(surface))).replace("\n", "\r\n");
      String answer;
      try (RawSocket socket = new RawSocket(port(surface), PATIENCE)) {
        answer = socket.send(bytes + body).rest();
      }
      String status = expected.equals("ok") ? "20[02]" : expected;
      assertTrue(answer.matches("(?s)HTTP/1\\.[01] " + status + " .*"), surface + ": " + answer);
      assertFalse(answer.contains("evil.example\r"), surface + " allows: " + answer);
    }
    assertStored(expected.equals("ok") ? 1 : 0);
  }

  @Test
  @DisplayName("give it no WebSocket, on either path")
  void sockets() throws Exception {
    for (String path : List.of("/eventbus/websocket", "/eventbus/1/abc/websocket")) {
      String rest =
          "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
      for (String who :
          List.of(
              "Host: evil.example\r\nOrigin: http://evil.example\r\n",
              "Host: localhost\r\nOrigin: http://evil.example\r\n")) {
        try (RawSocket socket = new RawSocket(port("web-ui"), PATIENCE)) {
          String head = socket.send("GET " + path + " HTTP/1.1\r\n" + who + rest).head();
          assertTrue(head.matches("(?s)HTTP/1.1 4(03|21) .*"), head);
        }
      }
    }
  }

  @Test
  @DisplayName("store nothing, answer nothing and push nothing for it in a real browser")
  void crossOriginInBrowser() throws Exception {
    try (Chromium chromium = Chromium.require("tests of pages of other origins")) {
      attack(
          chromium.browser(), "http://127.0.0.1:" + elsewhere.getAddress().getPort(), "127.0.0.1");
    }
  }

  @Test
  @DisplayName("give no more to a page whose name is made to resolve to their address")
  void reboundInBrowser() throws Exception {
    try (Chromium chromium =
        Chromium.require(
            "tests of DNS rebinding", "--host-resolver-rules=MAP evil.example 127.0.0.1")) {
      attack(
          chromium.browser(),
          "http://evil.example:" + elsewhere.getAddress().getPort(),
          "evil.example");
      for (String surface : List.of("aggregator", "web-ui", "management")) {
        try (BrowserContext context = chromium.browser().newContext()) {
          Page page = context.newPage();
          String url = "http://evil.example:" + port(surface);
          assertEquals(421, page.navigate(url + "/").status());
          // From here on the browser takes the server for a part of the page.
          assertEquals(421, page.evaluate("fetch('/api/series').then(r => r.status)"));
          assertEquals(
              421, page.evaluate("fetch('/eventbus/info', {method: 'POST'}).then(r => r.status)"));
        }
      }
    }
  }

  /** Each case on each surface: see {@link ProtectedSurfaces}. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "none, 401",
    "wrong key, 401",
    "key of no form, 401",
    "expired key, 401",
    "revoked key, 401",
    "key without the scope, 403",
    "basic authentication, 401",
    "expired token, 401",
    "token of another issuer, 401",
    "token for another audience, 401",
    "token without the scope, 403",
    "unsigned token, 401",
    "key in the query, 401",
    "cookie, 401",
    "key, 2..",
    "key with the scope admin, 2..",
    "token, 2..",
  })
  @DisplayName("with keys refuse everyone without a valid one that has the scope, on every path")
  void credentials(String credentials, String expected) throws Exception {
    int accepted = 0;
    for (ProtectedSurfaces.Surface surface : ProtectedSurfaces.Surface.values()) {
      String status = protectedOnes.status(surface, credentials);
      String wanted = surface.expected(credentials, expected);
      assertTrue(status.matches(wanted), surface + " answers " + status);
      accepted += status.equals("202") ? 1 : 0;
    }
    assertEquals(expected.equals("2..") ? 1 : 0, accepted);
    assertStored(accepted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2f..%2f..%2fetc/passwd",
        "/vendor/../../../../../etc/passwd",
        "/vendor//etc/passwd",
        "/..%5c..%5cetc/passwd",
        "/%252e%252e/etc/passwd",
        "/.%00./etc/passwd",
        "/file:/etc/passwd",
        "/META-INF/MANIFEST.MF",
        "/webroot/../logback.xml",
      })
  @DisplayName("give no file besides the page's, whatever the path")
  void traversal(String path) throws Exception {
    for (String surface : List.of("event-api", "aggregator", "web-ui", "management")) {
      try (RawSocket socket = new RawSocket(port(surface), PATIENCE)) {
        String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        String answer = socket.send(head).rest();
        assertTrue(answer.matches("(?s)HTTP/1\\.[01] 40[0-9] .*"), surface + ": " + answer);
      }
    }
  }

  private static void attack(Browser browser, String page, String target) throws Exception {
    try (BrowserContext context = browser.newContext()) {
      Page evil = context.newPage();
      evil.navigate(page);
      Map<String, Object> ports =
          Map.of(
              "host",
              target,
              "api",
              port("event-api"),
              "aggregator",
              port("aggregator"),
              "web",
              port("web-ui"),
              "management",
              management,
              "event",
              EVENT);
      Object seen =
          evil.evaluate(
              """
              async a => {
                const seen = [];
                const ask = (port, path, options) =>
                  fetch(`http://${a.host}:${port}${path}`, options)
                    .then(async r => r.type === 'opaque' ? seen : seen.push(await r.text()))
                    .catch(e => seen);
                for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
                  await ask(a.api, '/events',
                      {method: 'POST', mode: 'no-cors', body: a.event, headers: {'Content-Type': type}});
                }
                await ask(a.api, '/events',
                    {method: 'POST', body: a.event, headers: {'Content-Type': 'application/json'}});
                navigator.sendBeacon(`http://${a.host}:${a.api}/events`, a.event);
                for (const port of [a.aggregator, a.web]) {
                  await ask(port, '/api/series');
                  await ask(port, '/api/series', {mode: 'no-cors'});
                }
                await ask(a.management, '/metrics');
                await ask(a.web, '/eventbus/info');
                await ask(a.web, '/eventbus/0/abc/xhr', {method: 'POST'});
                for (const path of ['/eventbus/websocket', '/eventbus/0/abd/websocket']) {
                  await new Promise(done => {
                    const socket = new WebSocket(`ws://${a.host}:${a.web}${path}`);
                    socket.onopen = () => { seen.push('open'); done(); };
                    socket.onmessage = m => seen.push(m.data);
                    socket.onerror = done;
                  });
                }
                return seen;
              }
              """,
              ports);
      assertEquals(List.of(), seen);
    }
    assertStored(0);
  }
}
