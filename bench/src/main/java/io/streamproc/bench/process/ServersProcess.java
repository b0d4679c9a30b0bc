package io.streamproc.bench.process;

import io.streamproc.bench.chaos.ManagedProcess;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.embedded.ServerMain;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** All embedded servers in a process of their own, with both compilers and a heap of 1 GiB. */
public final class ServersProcess implements AutoCloseable {
  private static final List<String> JVM = List.of("-Xmx1g", "-XX:TieredStopAtLevel=4");

  private final ManagedProcess process;
  private final Path data;
  private final EmbeddedPorts ports;

  private ServersProcess(Path folder, int[] ports) {
    data = folder.resolve("servers");
    this.ports = EmbeddedPorts.of(ports);
    Path log = folder.resolve("servers.log");
    process =
        new ManagedProcess(
            "servers",
            () ->
                JavaProcess.start(
                    ServerMain.class,
                    log,
                    ServerMain.READY,
                    JVM,
                    "all",
                    data,
                    ports[0],
                    ports[1],
                    ports[2],
                    ports[3],
                    ports[4]),
            null,
            data.resolve("postgres").resolve("data").resolve("postmaster.pid"));
  }

  /**
   * Starts them; returns when all accept requests.
   *
   * @param folder of their data and their log
   */
  public static ServersProcess start(Path folder) throws IOException, InterruptedException {
    ServersProcess servers = new ServersProcess(folder, FreePorts.several(5));
    try {
      servers.process.start();
      servers.process.awaitStarted();
      return servers;
    } catch (IOException | InterruptedException e) {
      servers.close();
      throw e;
    }
  }

  /** The settings with which roles use them. */
  public Map<String, String> settings() throws IOException {
    return EmbeddedServers.settings(data, ports);
  }

  /** Ids of the JVM and of PostgreSQL's processes that run now, those of connections included. */
  public List<Long> pids() throws IOException {
    return process.tree().stream().map(ProcessHandle::pid).toList();
  }

  @Override
  public void close() throws IOException {
    process.end();
  }
}
