package io.streamproc.launcher.newrole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.launcher.ChartValuesTest;
import io.streamproc.launcher.Main;
import io.streamproc.launcher.RoleModulesTest;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The new module is compiled here and not by Maven, which would build the whole checkout again;
 * {@code scripts/try_new_role.sh} does that. That the chart deploys the role, ChartTest in {@code
 * k8s/tests} shows.
 */
@DisplayName("A new role, made by the guide,")
@Timeout(300)
class NewRoleIT {
  private static final long START_SECONDS = 120;
  private static final Path PRODUCT = Path.of("target/streamproc/lib").toAbsolutePath();

  @TempDir private static Path folder;
  private static NewRoleCheckout checkout;
  private static Path classes;

  @BeforeAll
  static void make() throws IOException {
    checkout = NewRoleCheckout.make(folder.resolve("checkout"));
    classes = checkout.compile(null);
  }

  /** A JVM with the product as it is shipped, and these classes. */
  private static JavaProcess product(
      Class<?> main, String ready, Map<String, String> environment, Path more, Object... arguments)
      throws IOException {
    String classPath = (more == null ? "" : more + File.pathSeparator) + PRODUCT + "/*";
    return start(main, ready, environment, classPath, arguments);
  }

  private static JavaProcess start(
      Class<?> main,
      String ready,
      Map<String, String> environment,
      String classPath,
      Object... arguments)
      throws IOException {
    List<String> jvm =
        List.of(
            "-cp",
            classPath,
            "-Dlogback.configurationFile=logback.xml",
            "-Djava.io.tmpdir=" + folder);
    Path log = Files.createTempFile(folder, main.getSimpleName(), ".log");
    return JavaProcess.start(main, log, ready, jvm, environment, arguments);
  }

  private static String output(Object... arguments) throws Exception {
    try (JavaProcess command = product(Main.class, "never", Map.of(), classes, arguments)) {
      assertEquals(0, command.awaitEnd(START_SECONDS), command.output());
      return command.output();
    }
  }

  @Test
  @DisplayName("takes its module and an entry in each of three files, which the guide shows")
  void threeFiles() throws IOException {
    List<String> touched = checkout.touched();
    LoggerFactory.getLogger(NewRoleIT.class)
        .info("files touched beside the new module: {}, {}", touched.size(), touched);
    assertEquals(List.of("k8s/streamproc/values.yaml", "launcher/pom.xml", "pom.xml"), touched);
    String guide = Files.readString(NewRoleCheckout.ORIGINAL.resolve("docs/new-role.md"));
    for (String entry :
        List.of(NewRoleCheckout.MODULE, NewRoleCheckout.DEPENDENCY, NewRoleCheckout.VALUES)) {
      assertTrue(guide.contains(entry), entry);
    }
  }

  @Test
  @DisplayName("is listed by config and by the help of run")
  void listed() throws Exception {
    String config = output("config");
    assertTrue(config.contains("\ntally.limit=8"), config);
    String help = output("run", "--help");
    assertTrue(help.contains("  tally "), help);
  }

  @Test
  @DisplayName("runs in the local mode, and is stopped in its place")
  void local() throws Exception {
    int management = FreePorts.one();
    List<Object> arguments = new ArrayList<>(List.of("local", "--ephemeral", "--no-producer"));
    arguments.addAll(List.of("--port=0", "--api-port=0", "--server-ports=0"));
    arguments.addAll(List.of("--set=aggregator.port=0", "--set=management.port=" + management));
    try (JavaProcess local =
        product(Main.class, "Ctrl-C stops it", Map.of(), classes, arguments.toArray())) {
      local.awaitReady(START_SECONDS);
      assertReady(management);
      assertTrue(get(management, "/metrics").body().contains("streamproc_tally_alerts_total 0.0"));
      assertEquals(0, local.terminate(START_SECONDS), local.output());
      String[] stops = {"stopping aggregator", "stopping tally", "stopping web-ui"};
      String output = local.output();
      for (int i = 1; i < stops.length; i++) {
        assertTrue(output.indexOf(stops[i - 1]) < output.indexOf(stops[i]), output);
      }
    }
  }

  @Test
  @DisplayName("runs alone by class name, beside the settings of the others")
  void alone() throws Exception {
    int[] ports = FreePorts.several(3);
    Map<String, String> shared =
        Map.of(
            "STREAMPROC_TALLY_LIMIT", "7.5",
            "STREAMPROC_EVENT_API_MAX_BODY", "1000",
            "STREAMPROC_CONSUMER_GROUP", "mine",
            "STREAMPROC_KAFKA_TOPIC", "mine",
            "STREAMPROC_WEB_UI_PORT", "" + ports[2]);
    String deployed = "Succeeded in deploying verticle";
    Class<?> launcher = Class.forName("io.vertx.launcher.application.VertxApplication");
    try (JavaProcess tally =
            product(
                launcher,
                deployed,
                shared,
                classes,
                "io.streamproc.tally.TallyVerticle",
                "-conf",
                "{\"management.port\": " + ports[0] + "}");
        // Another role where the new one is not known at all.
        JavaProcess page =
            product(
                launcher,
                deployed,
                shared,
                null,
                "io.streamproc.web.WebUiVerticle",
                "-conf",
                "{\"management.port\": " + ports[1] + "}")) {
      tally.awaitReady(START_SECONDS);
      page.awaitReady(START_SECONDS);
      assertReady(ports[0]);
      assertTrue(page.output().contains("unknown roles: [STREAMPROC_TALLY_LIMIT]"), page.output());
    }
  }

  @Test
  @DisplayName("is guarded by the rules of the architecture, and breaks none by itself")
  void guarded() throws Exception {
    String broken =
        """
        package io.streamproc.tally;

        final class Extra {
          static final String PATH = System.getenv("PATH");
        }
        """;
    Path classes = checkout.compile(broken);
    String classPath = classes + File.pathSeparator + NewRoleCheckout.classPath();
    try (JavaProcess guard =
        start(GuardMain.class, "guarded", Map.of(), classPath, checkout.root())) {
      assertEquals(0, guard.awaitEnd(START_SECONDS), guard.output());
      List<String> violations =
          guard.output().lines().filter(line -> line.startsWith("broken: ")).toList();
      assertEquals(1, violations.size(), guard.output());
      assertTrue(guard.output().contains("io.streamproc.tally.Extra"), guard.output());
    }
  }

  /** The class path of this test is that of a launcher without the dependency. */
  @Test
  @DisplayName("can't be forgotten: without the dependency, the comparison with the modules fails")
  void forgotten() {
    AssertionError e =
        assertThrows(AssertionError.class, () -> RoleModulesTest.assertFound(checkout.root()));
    assertTrue(e.getMessage().contains("if launcher/pom.xml does not depend on it"), e::toString);
    assertThrows(AssertionError.class, () -> ChartValuesTest.assertWired(checkout.root()));
  }

  private static void assertReady(int management) throws Exception {
    HttpResponse<String> ready =
        Eventually.get(
            Duration.ofSeconds(START_SECONDS),
            () -> get(management, "/health/ready"),
            answer -> answer.statusCode() == 200);
    assertEquals(200, ready.statusCode(), ready.body());
    assertTrue(ready.body().contains("\"tally\""), ready.body());
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
