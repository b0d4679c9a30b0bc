package io.streamproc.system;

import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.ApiKeys;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.RawSocket;
import io.streamproc.testkit.TestIssuer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/** All HTTP servers with API keys and tokens, and requests with every kind of credentials. */
final class ProtectedSurfaces implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String UPGRADE =
      "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n";

  /** What needs a scope; `@` stands for a new session, and a WebSocket is accepted with 101. */
  enum Surface {
    EVENTS("POST", "/events", Scope.INGEST),
    AGGREGATOR_SERIES("GET", "/api/series", Scope.READ),
    PAGE_SERIES("GET", "/api/series", Scope.READ),
    BRIDGE_INFO("GET", "/eventbus/info", Scope.READ),
    BRIDGE_SOCKET("GET", "/eventbus/websocket", Scope.READ),
    BRIDGE_SOCKJS_SOCKET("GET", "/eventbus/000/@/websocket", Scope.READ),
    BRIDGE_XHR("POST", "/eventbus/000/@/xhr", Scope.READ),
    BRIDGE_XHR_STREAMING("POST", "/eventbus/000/@/xhr_streaming", Scope.READ),
    METRICS("GET", "/metrics", Scope.READ),
    HEALTH("GET", "/health", Scope.READ);

    private final String method;
    private final String path;
    private final Scope scope;

    Surface(String method, String path, Scope scope) {
      this.method = method;
      this.path = path;
      this.scope = scope;
    }

    private boolean isSocket() {
      return path.endsWith("websocket");
    }

    /** The page's server alone accepts the cookie. */
    String expected(String credentials, String expected) {
      boolean page = path.startsWith("/eventbus") || this == PAGE_SERIES;
      if (credentials.equals("cookie") && page || expected.startsWith("2")) {
        return isSocket() ? "101" : "20[024]";
      }
      return expected;
    }
  }

  private final Pipeline pipeline;
  private final TestIssuer issuer = new TestIssuer();
  private final int management = FreePorts.one();
  private int sessions;
  private final Instant now = Instant.now();
  private ApiKeys keys = ApiKeys.none();
  private final ApiKey.Created ingest = key("ingest", Scope.INGEST, Instant.MAX);
  private final ApiKey.Created read = key("read", Scope.READ, Instant.MAX);
  private final ApiKey.Created admin = key("admin", Scope.ADMIN, Instant.MAX);
  private final ApiKey.Created expired = key("expired", Scope.ADMIN, now.minusSeconds(60));
  private final ApiKey.Created revoked = key("revoked", Scope.ADMIN, Instant.MAX);

  /**
   * @param beside the pipeline whose servers are used
   * @param folder for the key file
   */
  ProtectedSurfaces(Pipeline beside, Path folder) throws Exception {
    Path file = Files.write(folder.resolve("keys.json"), keys.revoke("revoked", now).toBytes());
    pipeline =
        beside
            .beside()
            .with("security.keys", file)
            .with("security.jwt.jwks", issuer.jwks())
            .with("security.jwt.issuer", "https://issuer.example")
            .with("security.jwt.audience", "streamproc")
            .with("management.port", management);
    for (String role : new String[] {"event-api", "aggregator", "web-ui"}) {
      pipeline.deploy(role);
    }
    ManagementSettings settings = ManagementSettings.read(Settings.of(pipeline.settings()));
    pipeline.deploy(
        role -> new ManagementServer(settings, role.health(), role.metrics(), role.clock()));
    Eventually.holds(() -> status(Surface.EVENTS, "unsigned token").equals("401")); // not 503
    for (Surface surface : Surface.values()) {
      if (surface != Surface.EVENTS) {
        Eventually.holds(() -> status(surface, "token").matches("101|2.."));
      }
    }
  }

  private ApiKey.Created key(String name, Scope scope, Instant expires) {
    ApiKey.Created key =
        ApiKey.create(name, Set.of(scope), now.minusSeconds(120), expires, new SecureRandom());
    keys = keys.with(key.key());
    return key;
  }

  /** Sends a request; returns the status. */
  String status(Surface surface, String credentials) throws Exception {
    String body = surface == Surface.EVENTS ? "{\"amount\": 7.2, \"time\": 1}" : "";
    boolean query = credentials.equals("key in the query");
    String path =
        surface.path.replace("@", "session" + sessions++)
            + (query ? "?access_token=" + right(surface) : "");
    String head = surface.method + " " + path + " HTTP/1.1\nHost: localhost\n";
    head += fields(surface, credentials);
    head += surface.isSocket() ? UPGRADE : "Connection: close\n";
    head += surface == Surface.EVENTS ? "Content-Type: application/json\n" : "";
    head += "Content-Length: " + body.length() + "\n\n";
    try (RawSocket socket = new RawSocket(port(surface), PATIENCE)) {
      String answer = socket.send(head.replace("\n", "\r\n") + body).head();
      return answer.split(" ")[1];
    }
  }

  private int port(Surface surface) {
    return switch (surface) {
      case EVENTS -> URI.create(pipeline.api()).getPort();
      case AGGREGATOR_SERIES -> URI.create(pipeline.aggregator()).getPort();
      case METRICS, HEALTH -> management;
      default -> URI.create(pipeline.page()).getPort();
    };
  }

  private String right(Surface surface) {
    return (surface.scope == Scope.INGEST ? ingest : read).token();
  }

  private String fields(Surface surface, String credentials) throws GeneralSecurityException {
    String key = right(surface);
    String other = (surface.scope == Scope.INGEST ? read : ingest).token();
    String scope = surface.scope == Scope.INGEST ? "ingest" : "read";
    return switch (credentials) {
      case "none", "key in the query" -> "";
      case "cookie" -> "Cookie: streamproc=" + key + "\n";
      case "basic authentication" -> "Authorization: Basic " + base64("user:" + key) + "\n";
      case "key" -> bearer(key);
      case "key with the scope admin" -> bearer(admin.token());
      case "wrong key" ->
          bearer(key.substring(0, key.length() - 1) + (key.endsWith("A") ? "B" : "A"));
      case "key of no form" -> bearer("secret");
      case "expired key" -> bearer(expired.token());
      case "revoked key" -> bearer(revoked.token());
      case "key without the scope" -> bearer(other);
      case "token" -> bearer(token("https://issuer.example", "streamproc", scope, 600));
      case "expired token" -> bearer(token("https://issuer.example", "streamproc", scope, -600));
      case "token of another issuer" ->
          bearer(token("https://evil.example", "streamproc", scope, 600));
      case "token for another audience" ->
          bearer(token("https://issuer.example", "other", scope, 600));
      case "token without the scope" ->
          bearer(token("https://issuer.example", "streamproc", "other", 600));
      case "unsigned token" ->
          bearer(
              base64("{\"alg\":\"none\"}")
                  + "."
                  + base64(claims("https://issuer.example", "streamproc", scope, 600))
                  + ".");
      default -> throw new IllegalArgumentException(credentials);
    };
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token + "\n";
  }

  private String token(String from, String audience, String scope, int seconds)
      throws GeneralSecurityException {
    return issuer.token(claims(from, audience, scope, seconds));
  }

  private String claims(String from, String audience, String scope, int seconds) {
    return "{\"iss\":\""
        + from
        + "\",\"aud\":\""
        + audience
        + "\",\"sub\":\"someone\",\"scope\":\""
        + scope
        + "\",\"exp\":"
        + now.plusSeconds(seconds).getEpochSecond()
        + "}";
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    pipeline.close();
    issuer.close();
  }
}
