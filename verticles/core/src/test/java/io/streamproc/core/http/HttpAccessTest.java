package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.ApiKeys;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.MovableClock;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An HTTP server with API keys")
@Timeout(60)
class HttpAccessTest {
  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final MovableClock clock =
      new MovableClock(Instant.parse("2026-11-28T12:00:00Z").toEpochMilli());
  private final HttpClient client = HttpClient.newHttpClient();
  private final ApiKey.Created ingest = create("ingest", Instant.MAX, Scope.INGEST);
  private final ApiKey.Created admin = create("admin", Instant.MAX, Scope.ADMIN);
  private final ApiKey.Created short_ =
      create("short", clock.instant().plusSeconds(60), Scope.INGEST);
  private final ApiKey.Created read = create("read", Instant.MAX, Scope.READ);
  private Path file;
  private ApiKeys keys;
  private int port;

  private ApiKey.Created create(String name, Instant expires, Scope scope) {
    return ApiKey.create(name, Set.of(scope), clock.instant(), expires, new SecureRandom());
  }

  @BeforeEach
  void start() throws Exception {
    file = folder.resolve("keys.json");
    keys = ApiKeys.none().with(ingest.key()).with(admin.key()).with(short_.key()).with(read.key());
    Files.write(file, keys.toBytes());
    port = serve(Map.of());
  }

  private int serve(Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("security.keys", file.toString());
    Settings source = Settings.of(settings);
    HttpSettings http = HttpSettings.read(source);
    source.check();
    ServerSpec spec = new ServerSpec("test", http, "127.0.0.1", HttpAccessTest::scope);
    HttpSurface surface = HttpSurface.open(vertx, spec, metrics, clock).await(10, TimeUnit.SECONDS);
    return surface
        .bodyServer(
            vertx,
            new HttpServerOptions(),
            (request, caller) -> request.response().end(caller.id()),
            connection -> {})
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS)
        .actualPort();
  }

  private static Optional<Scope> scope(HttpServerRequest request) {
    return request.path().equals("/open") ? Optional.empty() : Optional.of(Scope.INGEST);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return get(port, path, headers);
  }

  private HttpResponse<String> get(int server, String path, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> as(String token) throws IOException, InterruptedException {
    return as(port, token);
  }

  private HttpResponse<String> as(int server, String token)
      throws IOException, InterruptedException {
    return get(server, "/", "Authorization", "Bearer " + token);
  }

  @Test
  @DisplayName("lets the owner of a key with the scope in, and everyone where no scope is needed")
  void letIn() throws Exception {
    assertEquals("key:" + ingest.key().id(), as(ingest.token()).body());
    assertEquals(200, as(admin.token()).statusCode());
    assertEquals(200, get("/", "Authorization", "bearer  " + ingest.token()).statusCode());
    assertEquals(200, get("/open").statusCode());
    assertEquals(200, get("/open", "Authorization", "Bearer nonsense").statusCode());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    ", ''",
    "Basic dXNlcjpwYXNz, invalid_token",
    "Bearer, invalid_token",
    "Bearer sp_00000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, invalid_token",
    "Bearer eyJhbGciOiJub25lIn0.e30., invalid_token",
    "Bearer " + "x" + ", invalid_token",
  })
  @DisplayName("answers 401 and how to authenticate, without a valid key")
  void noKey(String header, String error) throws Exception {
    HttpResponse<String> answer = header == null ? get("/") : get("/", "Authorization", header);
    assertEquals(401, answer.statusCode());
    String challenge = answer.headers().firstValue("WWW-Authenticate").orElseThrow();
    assertTrue(challenge.startsWith("Bearer realm=\"streamproc\""), challenge);
    assertEquals(!error.isEmpty(), challenge.contains("error=\"" + error + "\""), challenge);
    assertTrue(answer.body().contains("\"status\":401"), answer.body());
  }

  @Test
  @DisplayName("answers 403 to a key without the scope, and counts both")
  void noScope() throws Exception {
    HttpResponse<String> answer = as(read.token());
    assertEquals(403, answer.statusCode());
    assertTrue(answer.body().contains("'ingest'"), answer.body());
    String challenge = answer.headers().firstValue("WWW-Authenticate").orElseThrow();
    assertTrue(challenge.contains("insufficient_scope"), challenge);
    get("/");
    for (ClientFault fault : Set.of(ClientFault.FORBIDDEN, ClientFault.UNAUTHENTICATED)) {
      assertEquals(
          1.0,
          metrics.get("streamproc.http.client-faults").tag("kind", fault.id()).counter().count());
    }
  }

  @Test
  @DisplayName("refuses a key that has expired or been revoked, soon after")
  void ended() throws Exception {
    assertEquals(200, as(short_.token()).statusCode());
    clock.advance(Duration.ofSeconds(60));
    HttpResponse<String> expired = as(short_.token());
    assertEquals(401, expired.statusCode());
    assertTrue(expired.body().contains("expired"), expired.body());
    Files.write(file, keys.revoke("ingest", clock.instant()).toBytes());
    Eventually.holds(() -> as(ingest.token()).statusCode() == 401);
    assertTrue(as(ingest.token()).body().contains("revoked"));
    assertEquals(200, as(admin.token()).statusCode());
  }

  @Test
  @DisplayName("ends a connection without a valid key after some requests, and no other")
  void endsConnection() throws Exception {
    int most = Refusals.MOST_ON_A_CONNECTION;
    String request = "HEAD / HTTP/1.1\r\nHost: localhost\r\n";
    try (RawSocket kept = new RawSocket(port, Duration.ofSeconds(20));
        RawSocket flood = new RawSocket(port, Duration.ofSeconds(20))) {
      for (int i = 1; i < most; i++) {
        assertTrue(flood.send(request + "\r\n").head().startsWith("HTTP/1.1 401"));
      }
      flood.send(request + "\r\n" + request + "\r\n").rest();
      assertEquals(
          most,
          metrics
              .get("streamproc.http.client-faults")
              .tag("kind", "unauthenticated")
              .counter()
              .count());
      String authorized = request + "Authorization: Bearer " + ingest.token() + "\r\n\r\n";
      assertTrue(kept.send(authorized).head().startsWith("HTTP/1.1 200"));
    }
  }

  @Test
  @DisplayName("does not end a proxy's connection, which has requests of others")
  void keepsProxy() throws Exception {
    int behind = serve(Map.of("http.trusted-proxies", "127.0.0.0/8"));
    String request = "HEAD / HTTP/1.1\r\nHost: localhost\r\n";
    try (RawSocket proxy = new RawSocket(behind, Duration.ofSeconds(20))) {
      for (int i = 0; i < 2 * Refusals.MOST_ON_A_CONNECTION; i++) {
        assertTrue(proxy.send(request + "\r\n").head().startsWith("HTTP/1.1 401"));
      }
      String authorized = request + "Authorization: Bearer " + ingest.token() + "\r\n\r\n";
      assertTrue(proxy.send(authorized).head().startsWith("HTTP/1.1 200"));
    }
  }

  @Test
  @DisplayName("loses no request while one key replaces another")
  void rotation() throws Exception {
    ApiKey.Created next = create("next", Instant.MAX, Scope.INGEST);
    ApiKeys both = keys.with(next.key());
    Files.write(file, both.toBytes());
    Eventually.holds(() -> as(next.token()).statusCode() == 200);
    Files.write(file, both.revoke("ingest", clock.instant()).toBytes());
    Eventually.holds(
        () -> {
          assertEquals(200, as(next.token()).statusCode());
          return as(ingest.token()).statusCode() == 401;
        });
  }

  @Test
  @DisplayName("limits the requests of a key, and lets other keys go on")
  void rate() throws Exception {
    int limited = serve(Map.of("http.rate-per-key", "1", "http.rate-burst", "5s"));
    for (int i = 0; i < 5; i++) {
      assertEquals(200, as(limited, ingest.token()).statusCode());
    }
    HttpResponse<String> refused = as(limited, ingest.token());
    assertEquals(429, refused.statusCode());
    long wait = Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow());
    assertTrue(wait >= 1 && wait <= 5, wait + " s");
    assertEquals("\"requests\";q=5;w=5", refused.headers().firstValue("RateLimit-Policy").get());
    HttpResponse<String> other = as(limited, admin.token());
    assertEquals(200, other.statusCode());
    assertEquals("\"requests\";r=4", other.headers().firstValue("RateLimit").get());
  }

  @Test
  @DisplayName("limits the requests of an address, those with wrong keys included")
  void ratePerAddress() throws Exception {
    int limited = serve(Map.of("http.rate-per-address", "1", "http.rate-burst", "5s"));
    for (int i = 0; i < 5; i++) {
      assertEquals(401, as(limited, "wrong").statusCode());
    }
    assertEquals(429, as(limited, ingest.token()).statusCode());
  }

  @Test
  @DisplayName("is not made for an address that strangers reach in plain text")
  void exposed() {
    HttpSettings http = HttpSettings.read(Settings.of(Map.of("security.keys", file.toString())));
    ServerSpec spec = new ServerSpec("test", http, "0.0.0.0", HttpAccessTest::scope);
    Throwable refused = HttpSurface.open(vertx, spec, metrics, clock).cause();
    assertTrue(refused.getMessage().contains("security.tls-at-proxy"), refused.getMessage());
  }

  @Test
  @DisplayName("ignores the page's cookie, which browsers send to each port of a host")
  void cookie() throws Exception {
    assertEquals(401, get("/", "Cookie", "streamproc=" + ingest.token()).statusCode());
  }
}
