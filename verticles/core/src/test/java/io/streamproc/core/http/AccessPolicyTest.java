package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The access policy")
class AccessPolicyTest {
  private static final AccessPolicy POLICY =
      policy(
          Map.of(
              "http.hosts", "api.example.org, *.svc.cluster.local, Proxy",
              "http.origins", "https://charts.example.org, http://*.lan.example:81"));

  private static AccessPolicy policy(Map<String, String> settings) {
    return policy(settings, false);
  }

  private static AccessPolicy policy(Map<String, String> settings, boolean framed) {
    Settings source = Settings.of(settings);
    HttpSettings http = HttpSettings.read(source);
    source.check();
    return new AccessPolicy(http, "bound.example", framed);
  }

  private static AccessPolicy.Request request(
      String method, String host, String origin, String site, String mode, String dest) {
    return new AccessPolicy.Request(method, host, origin, site, mode, dest);
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource({
    "OWN, localhost",
    "OWN, localhost:9998",
    "OWN, LocalHost.:9998",
    "OWN, a.localhost",
    "OWN, 127.0.0.1",
    "OWN, 127.0.0.1:80",
    "OWN, 192.168.1.20:80",
    "OWN, 255.255.255.255",
    "OWN, [::1]:8080",
    "OWN, [fe80::1]",
    "OWN, bound.example",
    "OWN, API.example.org:443",
    "OWN, proxy",
    "OWN, streamproc-event-api.default.svc.cluster.local:9998",
    "FOREIGN_HOST, evil.example",
    "FOREIGN_HOST, evil.example:9998",
    "FOREIGN_HOST, localhost.evil.example",
    "FOREIGN_HOST, evil-localhost",
    "FOREIGN_HOST, 127.0.0.1.evil.example",
    "FOREIGN_HOST, 127.0.0.1.",
    "FOREIGN_HOST, 1.2.3",
    "FOREIGN_HOST, 256.0.0.1",
    "FOREIGN_HOST, 0x7f.0.0.1",
    "FOREIGN_HOST, 2130706433",
    "FOREIGN_HOST, svc.cluster.local",
    "FOREIGN_HOST, a.api.example.org",
    "FOREIGN_HOST, xapi.example.org",
    "FOREIGN_HOST, x",
    "FOREIGN_HOST, localhost..",
    "FOREIGN_HOST, user@localhost",
    "FOREIGN_HOST, 'localhost,evil.example'",
  })
  @DisplayName("takes addresses, the machine's own names and those of the settings for Host")
  void hosts(AccessPolicy.Verdict verdict, String host) {
    assertEquals(verdict, POLICY.judge(request("GET", host, null, null, null, null)));
  }

  @ParameterizedTest(name = "{1} at {2}: {0}")
  @CsvSource({
    "OWN, http://localhost:8080, localhost:8080",
    "OWN, https://localhost:8080, localhost:8080",
    "OWN, https://api.example.org, api.example.org",
    "OWN, https://api.example.org, api.example.org:443",
    "OWN, http://api.example.org, api.example.org:80",
    "OWN, http://[::1]:8080, [::1]:8080",
    "ALLOWED_ORIGIN, https://charts.example.org, localhost:8080",
    "ALLOWED_ORIGIN, HTTPS://Charts.Example.org, 10.0.0.7",
    "ALLOWED_ORIGIN, http://a.b.lan.example:81, 10.0.0.7",
    "FOREIGN_ORIGIN, null, localhost",
    "FOREIGN_ORIGIN, '', localhost",
    "FOREIGN_ORIGIN, https://evil.example, localhost",
    "FOREIGN_ORIGIN, http://localhost:3000, localhost:8080",
    "FOREIGN_ORIGIN, http://127.0.0.1:8080, localhost:8080",
    "FOREIGN_ORIGIN, http://localhost, localhost:8080",
    "FOREIGN_ORIGIN, http://localhost:8080, localhost",
    "FOREIGN_ORIGIN, http://localhost:443, localhost",
    "FOREIGN_ORIGIN, localhost, localhost",
    "FOREIGN_ORIGIN, ftp://localhost, localhost",
    "FOREIGN_ORIGIN, chrome-extension://localhost, localhost",
    "FOREIGN_ORIGIN, http://charts.example.org, localhost",
    "FOREIGN_ORIGIN, https://charts.example.org.evil.example, localhost",
    "FOREIGN_ORIGIN, https://charts.example.org/x, localhost",
    "FOREIGN_ORIGIN, https://x@charts.example.org, localhost",
    "FOREIGN_ORIGIN, http://lan.example:81, localhost",
    "FOREIGN_ORIGIN, http://a.lan.example, localhost",
    "FOREIGN_ORIGIN, http://xlan.example:81, localhost",
    "FOREIGN_HOST, http://evil.example:8080, evil.example:8080",
    "FOREIGN_ORIGIN, http://localhost, ",
  })
  @DisplayName("takes its own origin and those of the settings, in any method")
  void origins(AccessPolicy.Verdict verdict, String origin, String host) {
    assertEquals(verdict, POLICY.judge(request("GET", host, origin, null, null, null)));
    assertEquals(
        verdict,
        POLICY.judge(request("POST", host, origin, "cross-site", "cors", null)),
        () -> "with Fetch Metadata");
  }

  @ParameterizedTest(name = "{1} {2} {3} {4}: {0}")
  @CsvSource({
    "OWN, GET, same-origin, cors, empty",
    "OWN, POST, same-origin, cors, empty",
    "OWN, GET, none, navigate, document",
    "OWN, POST, none, navigate, document",
    "OWN, GET, cross-site, navigate, document",
    "OWN, HEAD, same-site, navigate, document",
    "OWN, GET, of-the-future, no-cors, image",
    "FOREIGN_ORIGIN, POST, cross-site, navigate, document",
    "FOREIGN_ORIGIN, GET, cross-site, navigate, iframe",
    "FOREIGN_ORIGIN, GET, cross-site, navigate, ",
    "FOREIGN_ORIGIN, GET, cross-site, no-cors, image",
    "FOREIGN_ORIGIN, GET, cross-site, no-cors, document",
    "FOREIGN_ORIGIN, GET, same-site, no-cors, script",
    "FOREIGN_ORIGIN, GET, cross-site, cors, empty",
    "FOREIGN_ORIGIN, GET, cross-site, websocket, websocket",
    "FOREIGN_ORIGIN, GET, cross-site, , ",
  })
  @DisplayName("lets other sites link to the server, and nothing else")
  void fetchMetadata(
      AccessPolicy.Verdict verdict, String method, String site, String mode, String dest) {
    assertEquals(verdict, POLICY.judge(request(method, "localhost", null, site, mode, dest)));
  }

  @ParameterizedTest(name = "{1} {2} {3}: {0}")
  @CsvSource({
    "OWN, GET, navigate, iframe",
    "OWN, GET, navigate, document",
    "FOREIGN_ORIGIN, POST, navigate, iframe",
    "FOREIGN_ORIGIN, GET, no-cors, iframe",
    "FOREIGN_ORIGIN, GET, navigate, embed",
    "FOREIGN_ORIGIN, GET, no-cors, image",
  })
  @DisplayName("lets other sites load the server's page into a frame if the server allows frames")
  void frames(AccessPolicy.Verdict verdict, String method, String mode, String dest) {
    assertEquals(
        verdict,
        policy(Map.of(), true).judge(request(method, "localhost", null, "cross-site", mode, dest)));
  }

  @Test
  @DisplayName("takes a request of HTTP/1.0 without Host, which no browser sends")
  void noHost() {
    assertEquals(
        AccessPolicy.Verdict.OWN, POLICY.judge(request("GET", null, null, null, null, null)));
  }

  @Test
  @DisplayName("takes any name if told so, and the origin must fit still")
  void anyHost() {
    AccessPolicy any = policy(Map.of("http.hosts", "*"));
    assertEquals(
        AccessPolicy.Verdict.OWN,
        any.judge(request("GET", "evil.example", null, null, null, null)));
    assertEquals(
        AccessPolicy.Verdict.FOREIGN_ORIGIN,
        any.judge(request("GET", "a.example", "http://b.example", null, null, null)));
  }

  @Test
  @DisplayName("knows the machine by its name")
  void ownName() {
    assertTrue(!MachineNames.read().isEmpty());
    for (String name : MachineNames.read()) {
      assertEquals(
          AccessPolicy.Verdict.OWN,
          POLICY.judge(request("GET", name + ":80", null, null, null, null)));
    }
  }
}
