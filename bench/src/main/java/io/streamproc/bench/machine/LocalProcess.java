package io.streamproc.bench.machine;

import io.streamproc.audit.AuditSettings;
import io.streamproc.bench.chaos.ManagedProcess;
import io.streamproc.bench.chaos.Probe;
import io.streamproc.bench.chaos.Reckoning;
import io.streamproc.bench.chaos.RetryingClient;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.launcher.Main;
import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code streamproc local}: the servers and roles in one process, and PostgreSQL as its child. */
final class LocalProcess implements TestedSystem {
  static final String NAME = "local";

  private static final Duration START = Duration.ofSeconds(240);
  private static final String IS_UP = "Ctrl-C stops it";
  private static final List<String> JVM = List.of("-Dlogback.configurationFile=logback.xml");
  private static final long PAUSE_MILLIS = 200;
  private static final int SERVER_PORTS = 5;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path data;
  private final int[] ports = FreePorts.several(4); // api, page, aggregator, management
  private final int serverPorts = FreePorts.consecutive(SERVER_PORTS);
  private final ManagedProcess process;
  private int probes;

  private LocalProcess(Path folder, Path data, Conditions conditions) {
    this.data = data;
    List<Object> arguments =
        List.of(
            "local",
            "--no-producer",
            "--data=" + data,
            "--api-port=" + ports[0],
            "--port=" + ports[1],
            "--set=aggregator.port=" + ports[2],
            "--set=management.port=" + ports[3],
            "--server-ports=" + serverPorts);
    process =
        new ManagedProcess(
            NAME,
            () ->
                conditions
                    .of(NAME)
                    .start(Main.class, folder.resolve("local.log"), IS_UP, JVM, arguments),
            URI.create("http://127.0.0.1:" + ports[3] + "/health/ready"),
            data.resolve("postgres").resolve("data").resolve("postmaster.pid"));
  }

  /**
   * @param folder for its log
   * @param data its data folder
   */
  static LocalProcess start(Path folder, Path data, Conditions conditions)
      throws IOException, InterruptedException {
    LocalProcess local = new LocalProcess(folder, data, conditions);
    try {
      local.process.start();
      local.awaitHealthy(System.nanoTime() + START.toNanos());
      return local;
    } catch (IOException | RuntimeException e) {
      local.close();
      throw e;
    }
  }

  @Override
  public String api() {
    return "http://127.0.0.1:" + ports[0];
  }

  @Override
  public String url(String name) {
    return api();
  }

  @Override
  public List<ManagedProcess> processes() {
    return List.of(process);
  }

  @Override
  public void awaitHealthy(long deadline) throws IOException, InterruptedException {
    Probe probe = new Probe(http, api(), ++probes);
    String page = "http://127.0.0.1:" + ports[1];
    while (!(process.isReady() && probe.post() && probe.isAt(page))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(process.describeNotReady());
      }
      process.restartIfEnded();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
  }

  @Override
  public Reckoning reckon(RetryingClient client) throws IOException {
    var settings = EmbeddedServers.settings(data, EmbeddedPorts.from(serverPorts));
    return Reckoning.of(AuditSettings.read(Settings.of(settings)), List.of(), client);
  }

  @Override
  public void close() throws IOException {
    process.end();
  }
}
