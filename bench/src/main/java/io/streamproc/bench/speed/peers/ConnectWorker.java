package io.streamproc.bench.speed.peers;

import io.streamproc.bench.process.BoundProcess;
import io.streamproc.bench.process.JvmOptions;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A standalone worker of Kafka Connect with one connector, in a process of its own. */
final class ConnectWorker implements AutoCloseable {
  private static final String MAIN = "org.apache.kafka.connect.cli.ConnectStandalone";
  private static final String FAILED = "Task threw an uncaught and unrecoverable exception";
  private static final String STARTED = "Kafka Connect started";

  /** The heap of Connect's own script; the log level of Kafka's own configuration. */
  private static final List<String> JVM =
      JvmOptions.bothCompilers(List.of("-Xms256m", "-Xmx2g", "-Dlog4j2.level=INFO"));

  private static final long READY_SECONDS = 120;

  private final BoundProcess process;

  private ConnectWorker(BoundProcess process) {
    this.process = process;
  }

  /**
   * Starts it; returns when it has, its connector may follow.
   *
   * @param folder for its settings, offsets and log
   * @param kafka the properties with which a Kafka client connects to the broker
   * @param own further properties of the worker
   * @param connector properties of the connector
   */
  static ConnectWorker start(
      Path folder, Map<String, Object> kafka, Map<String, ?> own, Map<String, ?> connector)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Map<String, Object> worker = new HashMap<>(kafka);
    kafka.forEach((key, value) -> worker.put("consumer." + key, value));
    worker.put("offset.storage.file.filename", folder.resolve("offsets"));
    worker.put("listeners", "http://127.0.0.1:" + FreePorts.one());
    worker.putAll(own);
    List<String> options = new ArrayList<>(JVM);
    options.addAll(PeerBuild.CONNECT.classPath());
    BoundProcess process =
        new BoundProcess(
            JavaProcess.startOther(
                MAIN,
                folder.resolve("connect.log"),
                STARTED,
                options,
                PropertiesFile.write(folder.resolve("worker.properties"), worker),
                PropertiesFile.write(folder.resolve("connector.properties"), connector)));
    try {
      process.get().awaitReady(READY_SECONDS);
      return new ConnectWorker(process);
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  /** Its process id. */
  long pid() {
    return process.get().pid();
  }

  /**
   * Checks its task.
   *
   * @throws IllegalStateException with its log if it has ended with an error
   */
  void requireAlive() throws IOException {
    String output = process.get().output();
    if (output.contains(FAILED)) {
      throw new IllegalStateException("the sink has failed:\n" + output);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
