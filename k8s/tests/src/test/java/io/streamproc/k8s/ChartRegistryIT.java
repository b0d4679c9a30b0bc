package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real registry (Debian's package {@code docker-registry}) on this machine. */
@DisplayName("The chart package")
@Timeout(120)
class ChartRegistryIT {
  private static final String CONFIGURATION =
      """
      version: 0.1
      log: {level: warn}
      storage: {filesystem: {rootdirectory: %s}}
      http: {addr: "127.0.0.1:%d"}
      """;

  private static final long START_SECONDS = 30;
  private static final long PAUSE_NANOS = 50_000_000;

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private Process registry;
  private String host;

  @BeforeEach
  void start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    host = "127.0.0.1:" + port;
    Path configuration = folder.resolve("registry.yml");
    Files.writeString(
        configuration, String.format(CONFIGURATION, folder.resolve("registry"), port));
    ProcessBuilder builder =
        new ProcessBuilder("docker-registry", "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile());
    try {
      registry = builder.start();
    } catch (IOException e) {
      Assumptions.abort("no registry, apt-get install docker-registry");
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!answers()) {
      assertTrue(
          registry.isAlive() && System.nanoTime() < deadline,
          () -> "the registry does not start: " + folder.resolve("registry.log"));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (registry != null) {
      registry.destroy();
      registry.waitFor();
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return get("/v2/").equals("{}");
    } catch (IOException e) {
      return false;
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + path)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private Path pack() throws IOException {
    new Helm(Chart.FOLDER).packageIt().withDestination(folder).call();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".tgz")).findFirst().orElseThrow();
    }
  }

  @Test
  @DisplayName("can be pushed to an OCI registry and installed from there")
  void pushed() throws Exception {
    Path chart = pack();
    String version = chart.getFileName().toString().replaceAll("streamproc-(.*)\\.tgz", "$1");
    String remote = "oci://" + host + "/charts";
    Helm.push().withChart(chart).withRemote(URI.create(remote)).plainHttp().call();
    assertEquals(
        "{\"name\":\"charts/streamproc\",\"tags\":[\"" + version + "\"]}",
        get("/v2/charts/streamproc/tags/list").strip());
    String notes =
        Helm.install(remote + "/streamproc")
            .withVersion(version)
            .plainHttp()
            .withName("demo")
            .withNamespace("shop")
            .set("passwords.random", true)
            .clientOnly()
            .dryRun()
            .withDryRunOption(DryRun.CLIENT)
            .call()
            .getOutput();
    assertTrue(notes.contains("helm test demo -n shop"), notes);
  }
}
