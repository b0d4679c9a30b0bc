package io.streamproc.testkit;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's InfluxDB 1.x, run in its own folder on free loopback ports, behind a proxy with the
 * paths of 1.8 (see {@link #url()}).
 */
public final class InfluxDbServer implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/influxd");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Path folder;
  private final Process process;
  private final int port;
  private final PathMappingProxy proxy;
  private final int proxyPort;

  private InfluxDbServer(Path folder, Process process, int port, int proxyPort) throws IOException {
    this.folder = folder;
    this.process = process;
    this.port = port;
    this.proxyPort = proxyPort;
    proxy = new PathMappingProxy(proxyPort, URI.create("http://127.0.0.1:" + port));
  }

  /** Whether {@link #start()} can work on this machine. */
  public static boolean isInstalled() {
    return Files.isExecutable(BINARY);
  }

  /** Starts a server, or skips the test. */
  public static InfluxDbServer require(String what) throws IOException, InterruptedException {
    requireInstalled(what);
    return start();
  }

  /**
   * Starts a server that accepts only known users, or skips the test.
   *
   * @param admin name and password of its administrator
   */
  public static InfluxDbServer requireWithUsers(String what, String admin)
      throws IOException, InterruptedException {
    requireInstalled(what);
    InfluxDbServer server = start(true);
    try {
      server.createAdmin(admin);
      return server;
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  private static void requireInstalled(String what) {
    Skipped.unless(isInstalled(), what, "no " + BINARY + ", apt-get install influxdb");
  }

  /**
   * Starts the server and waits until it responds.
   *
   * @throws IOException with the end of its log if it does not respond within half a minute
   */
  public static InfluxDbServer start() throws IOException, InterruptedException {
    return start(false);
  }

  private static InfluxDbServer start(boolean users) throws IOException, InterruptedException {
    int[] ports = FreePorts.several(3);
    Path folder = Files.createTempDirectory("influxd-test");
    File log = folder.resolve("log").toFile();
    Process process =
        command(folder, ports[0], ports[1], users)
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    InfluxDbServer server = new InfluxDbServer(folder, process, ports[0], ports[2]);
    try {
      server.awaitAnswer(log.toPath());
      return server;
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Writes the configuration.
   *
   * @param folder folder of its data, which may be there already
   * @param http port of its API
   * @param backup port of its backup service
   * @return starts the server
   */
  static ProcessBuilder command(Path folder, int http, int backup, boolean users)
      throws IOException {
    Path config =
        Files.writeString(folder.resolve("influxdb.conf"), config(folder, http, backup, users));
    return new ProcessBuilder(BINARY.toString(), "-config", config.toString());
  }

  /** Binds every listener to loopback. [ifql] is left out because it binds every interface. */
  private static String config(Path folder, int http, int backup, boolean users) {
    return String.format(
        Locale.ROOT,
        """
        reporting-disabled = true
        bind-address = "127.0.0.1:%2$d"
        [meta]
          dir = "%1$s/meta"
        [data]
          dir = "%1$s/data"
          wal-dir = "%1$s/wal"
        [http]
          bind-address = "127.0.0.1:%3$d"
          log-enabled = false
          auth-enabled = %4$b
        [monitor]
          store-enabled = false
        """,
        folder,
        backup,
        http,
        users);
  }

  private void awaitAnswer(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!answers()) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        throw new IOException("influxd does not answer: " + Files.readString(log));
      }
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      HttpRequest ping = HttpRequest.newBuilder(URI.create(directUrl() + "/ping")).build();
      return HttpClient.newHttpClient().send(ping, BodyHandlers.discarding()).statusCode() == 204;
    } catch (IOException e) {
      return false;
    }
  }

  /** The only command that a server without users accepts. */
  private void createAdmin(String admin) throws IOException, InterruptedException {
    String q = "CREATE USER " + admin + " WITH PASSWORD '" + admin + "' WITH ALL PRIVILEGES";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(directUrl() + "/query"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("q=" + URLEncoder.encode(q, StandardCharsets.UTF_8)))
            .build();
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200 || answer.body().contains("error")) {
      throw new IOException("no administrator: " + answer.body());
    }
  }

  /** Returns the URL with the paths of 1.8, for current clients. */
  public String url() {
    return "http://127.0.0.1:" + proxyPort;
  }

  /** Returns the URL of the server itself, whose write path is {@code /write}. */
  public String directUrl() {
    return "http://127.0.0.1:" + port;
  }

  /** Stops the server and deletes its data. */
  @Override
  public void close() throws IOException {
    proxy.close();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
