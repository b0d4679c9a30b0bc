package io.streamproc.testkit;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The InfluxDB 1.x that Debian packages, run in a folder of its own on free loopback ports, and in
 * front of it a proxy with the paths of 1.8 (see {@link #url()}).
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

  /** A running server, or the test is skipped. */
  public static InfluxDbServer require(String what) throws IOException, InterruptedException {
    Skipped.unless(isInstalled(), what, "no " + BINARY + ", apt-get install influxdb");
    return start();
  }

  /**
   * Starts the server and waits until it answers.
   *
   * @throws IOException with the end of its log if it does not within half a minute
   */
  public static InfluxDbServer start() throws IOException, InterruptedException {
    int[] ports = FreePorts.several(3);
    Path folder = Files.createTempDirectory("influxd-test");
    Path config = Files.writeString(folder.resolve("influxdb.conf"), config(folder, ports));
    File log = folder.resolve("log").toFile();
    Process process =
        new ProcessBuilder(BINARY.toString(), "-config", config.toString())
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

  /** Every listener bound to loopback; [ifql] stays out, it binds every interface. */
  private static String config(Path folder, int[] ports) {
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
        [monitor]
          store-enabled = false
        """,
        folder,
        ports[1],
        ports[0]);
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

  /** With the paths of 1.8: what a client of today is given. */
  public String url() {
    return "http://127.0.0.1:" + proxyPort;
  }

  /** The server itself, whose write path is {@code /write}. */
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
