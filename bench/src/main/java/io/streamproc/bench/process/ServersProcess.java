package io.streamproc.bench.process;

import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.embedded.ServerMain;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Kafka, PostgreSQL and QuestDB: one JVM with both compilers and a heap of 1 GiB, and PostgreSQL's
 * own processes.
 */
public final class ServersProcess implements AutoCloseable {
  private static final List<String> JVM = List.of("-Xmx1g", "-XX:TieredStopAtLevel=4");
  private static final long READY_SECONDS = 120;

  private final JavaProcess process;
  private final Map<String, String> settings;

  private ServersProcess(JavaProcess process, Map<String, String> settings) {
    this.process = process;
    this.settings = settings;
  }

  /**
   * Starts them; returns when they accept requests.
   *
   * @param folder of their data and their log
   */
  public static ServersProcess start(Path folder) throws IOException, InterruptedException {
    Path data = folder.resolve("servers");
    int[] ports = FreePorts.several(5);
    Path log = folder.resolve("servers.log");
    Object[] arguments = {"all", data, ports[0], ports[1], ports[2], ports[3], ports[4]};
    JavaProcess process =
        JavaProcess.start(ServerMain.class, log, ServerMain.READY, JVM, arguments);
    try {
      process.awaitReady(READY_SECONDS);
      return new ServersProcess(
          process, Map.copyOf(EmbeddedServers.settings(data, EmbeddedPorts.of(ports))));
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  /** The process id of the JVM. */
  public long pid() {
    return process.pid();
  }

  /** The settings with which roles use them. */
  public Map<String, String> settings() {
    return settings;
  }

  /** Ends them in good order: killed, the JVM would leave PostgreSQL running. */
  @Override
  public void close() throws IOException {
    try {
      process.terminate(READY_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.close();
    }
  }
}
