package io.streamproc.api;

import io.streamproc.embedded.ServerMain;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A real broker in a separate process, so that a test can freeze and kill it. */
final class KafkaProcess implements AutoCloseable {
  private static final long START_SECONDS = 60;

  private final int[] ports = FreePorts.several(2);
  private final Path dir;
  private JavaProcess process;

  KafkaProcess(Path dir) throws IOException, InterruptedException {
    this.dir = dir;
    KafkaLogin.prepare(dir.resolve("broker"));
    start();
  }

  /** Starts it on the existing data, or replaces a process that has ended. */
  void start() throws IOException, InterruptedException {
    process =
        JavaProcess.start(
            ServerMain.class,
            dir.resolve("broker.log"),
            ServerMain.READY,
            List.of(),
            "kafka",
            dir.resolve("broker"),
            ports[0],
            ports[1]);
    process.awaitReady(START_SECONDS);
  }

  String bootstrapServers() {
    return "127.0.0.1:" + ports[0];
  }

  /** Freezes the broker: connections stay open, and nothing responds. */
  void freeze() throws Exception {
    process.freeze();
  }

  void thaw() throws Exception {
    process.thaw();
  }

  /** Sends SIGKILL. */
  void kill() throws InterruptedException {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
