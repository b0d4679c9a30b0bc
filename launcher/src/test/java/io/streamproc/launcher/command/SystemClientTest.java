package io.streamproc.launcher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.KeyFile;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.Main;
import io.streamproc.launcher.process.StartException;
import io.streamproc.launcher.settings.ClientSettings;
import io.streamproc.testkit.Cli;
import io.streamproc.testkit.TestCertificate;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The server is a role's management port, with TLS and keys. */
@DisplayName("streamproc smoke, with servers that have authentication and TLS,")
@Timeout(60)
class SystemClientTest {
  private static final Vertx VERTX = Vertx.vertx();

  @TempDir private static Path folder;
  private static TestCertificate certificate;
  private static String base;
  private static String reader;
  private static String poster;
  private static String admin;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.create(folder, "server");
    reader = key("reader", Scope.READ);
    poster = key("poster", Scope.INGEST);
    admin = key("admin", Scope.ADMIN);
    Settings settings =
        Settings.of(
            Map.of(
                "management.port", "0",
                "security.keys", folder.resolve("keys.json").toString(),
                "http.tls.certificate", certificate.certificate().toString(),
                "http.tls.key", certificate.key().toString()));
    RoleContext role = RoleContext.create(VERTX);
    ManagementServer server =
        new ManagementServer(
            ManagementSettings.read(settings), role.health(), role.metrics(), role.clock());
    VERTX.deployVerticle(server).await(20, TimeUnit.SECONDS);
    base = "https://127.0.0.1:" + server.port();
  }

  private static String key(String name, Scope scope) throws IOException {
    ApiKey.Created created =
        ApiKey.create(name, Set.of(scope), Instant.now(), Instant.MAX, new SecureRandom());
    new KeyFile(folder.resolve("keys.json")).change(keys -> keys.with(created.key()));
    return created.token();
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(20, TimeUnit.SECONDS);
  }

  private static ClientSettings settings(String token, String trust) {
    return ClientSettings.smoke(Settings.of(Map.of("smoke.token", token, "smoke.trust", trust)));
  }

  private static String metrics(String token, String trust)
      throws IOException, InterruptedException {
    SystemClient client = new SystemClient(settings(token, trust));
    return client.send(client.request(base + "/metrics").build(), 200);
  }

  private static String authority() {
    return certificate.certificate().toString();
  }

  @Test
  @DisplayName("sends its token, also one from a file that ends with a line break")
  void accepted() throws Exception {
    assertTrue(metrics(reader, authority()).contains("streamproc_http_connections"));
    assertTrue(metrics(reader + "\n", authority()).contains("streamproc_http_connections"));
  }

  @Test
  @DisplayName("accepts only certificates of the authorities that it trusts")
  void untrusted() throws Exception {
    TestCertificate other = TestCertificate.create(folder, "other");
    assertThrows(SSLException.class, () -> metrics(reader, ""));
    assertThrows(SSLException.class, () -> metrics(reader, other.certificate().toString()));
    Path both = TestCertificate.bundle(folder.resolve("both.crt"), other, certificate);
    assertTrue(metrics(reader, both.toString()).contains("streamproc_http_connections"));
  }

  @Test
  @DisplayName("says what is missing if its token is none, or not enough")
  void denied() {
    String none =
        assertThrows(SystemClient.DeniedException.class, () -> metrics("", authority()))
            .getMessage();
    assertTrue(none.startsWith("401 "), none);
    assertTrue(none.contains("set STREAMPROC_SMOKE_TOKEN"), none);
    String less =
        assertThrows(SystemClient.DeniedException.class, () -> metrics(poster, authority()))
            .getMessage();
    assertTrue(less.startsWith("403 "), less);
    assertTrue(less.contains("STREAMPROC_SMOKE_TOKEN needs the scopes"), less);
  }

  @Test
  @DisplayName("ends at once with code 3 if its token is not accepted")
  void atOnce() {
    Cli denied =
        Cli.run(
            Main::execute,
            "smoke",
            "--series=" + base,
            "--set=smoke.token=" + poster,
            "--set=smoke.trust=" + authority(),
            "--wait=10m");
    assertEquals(3, denied.code(), denied.err());
    assertTrue(denied.out().startsWith("missed: " + base), denied.out());
    assertTrue(denied.out().contains("403"), denied.out());
  }

  @Test
  @DisplayName("names a file of authorities that it can't use")
  void unusable() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.crt"), "");
    for (Path file : new Path[] {empty, folder.resolve("absent.crt"), certificate.key()}) {
      String said =
          assertThrows(StartException.class, () -> metrics(reader, file.toString())).getMessage();
      assertTrue(said.startsWith("smoke.trust: can't use " + file), said);
    }
  }

  private static Cli log(String token, String... more) {
    List<String> all = new ArrayList<>(List.of("log", "--url=" + base));
    all.add("--set=operator.token=" + token);
    all.add("--set=operator.trust=" + authority());
    all.addAll(List.of(more));
    return Cli.run(Main::execute, all.toArray(String[]::new));
  }

  @Test
  @DisplayName("streamproc log lists levels, and changes them with the scope admin only")
  void log() {
    LoggerFactory.getLogger("io.streamproc.example.Thing");
    Cli listed = log(reader);
    assertEquals(0, listed.code(), listed.err());
    assertTrue(listed.out().startsWith(base + "\n"), listed.out());

    Cli changed = log(admin, "io.streamproc.example=debug", "io.streamproc.example.Thing=WARN");
    assertEquals(0, changed.code(), changed.err());
    assertTrue(changed.out().matches("(?s).* io.streamproc.example +DEBUG\n.*"), changed.out());
    assertTrue(changed.out().matches("(?s).* io.streamproc.example.Thing +WARN\n.*"));
    assertTrue(LoggerFactory.getLogger("io.streamproc.example.Other").isDebugEnabled());
    assertFalse(LoggerFactory.getLogger("io.streamproc.example.Thing").isInfoEnabled());

    Cli denied = log(reader, "io.streamproc.example=OFF");
    assertEquals(1, denied.code(), denied.out());
    assertTrue(denied.err().contains("STREAMPROC_OPERATOR_TOKEN needs the scope admin"));
    assertTrue(log("").err().contains("401"), log("").err());
    log(admin, "io.streamproc.example=INHERIT", "io.streamproc.example.Thing=INHERIT");
  }

  @Test
  @DisplayName("streamproc log says what is wrong with a logger, a level, a URL or an argument")
  void wrongLog() {
    assertEquals(
        "streamproc: "
            + base
            + ": no logger 'no.such' in this process; it is the name of a class"
            + " that has logged, or of its package",
        log(admin, "no.such=DEBUG").err().strip());
    assertEquals(
        "streamproc: "
            + base
            + ": no level 'LOUD'; levels are OFF, ERROR, WARN, INFO, DEBUG,"
            + " TRACE, INHERIT",
        log(admin, "ROOT=LOUD").err().strip());
    assertEquals(2, log(admin, "ROOT").code());
    assertEquals(2, log(admin, "=INFO").code());
    Cli nobody = Cli.run(Main::execute, "log", "--url=http://127.0.0.1:1");
    assertEquals(1, nobody.code());
    assertTrue(nobody.err().startsWith("streamproc: http://127.0.0.1:1: "), nobody.err());
    assertEquals(1, Cli.run(Main::execute, "log", "--url=nonsense").code());
  }
}
