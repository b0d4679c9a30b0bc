package io.streamproc.bench.process;

import io.streamproc.embedded.EmbeddedKafka;
import io.streamproc.embedded.ServerMain;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The embedded Kafka broker in a process of its own, with both compilers and a heap of 1 GiB. */
public final class BrokerProcess implements AutoCloseable {
  private static final List<String> JVM = List.of("-Xmx1g", "-XX:TieredStopAtLevel=4");
  private static final long READY_SECONDS = 120;

  private final JavaProcess process;
  private final Map<String, String> settings;
  private final Map<String, Object> clientProperties;

  private BrokerProcess(
      JavaProcess process, Map<String, String> settings, Map<String, Object> clientProperties) {
    this.process = process;
    this.settings = settings;
    this.clientProperties = clientProperties;
  }

  /**
   * Starts it; returns when it accepts requests.
   *
   * @param folder of its data and its log
   */
  public static BrokerProcess start(Path folder) throws IOException, InterruptedException {
    Path data = folder.resolve("kafka");
    int[] ports = FreePorts.several(2);
    JavaProcess process =
        JavaProcess.start(
            ServerMain.class,
            folder.resolve("kafka.log"),
            ServerMain.READY,
            JVM,
            "kafka",
            data,
            ports[0],
            ports[1]);
    try {
      process.awaitReady(READY_SECONDS);
      return new BrokerProcess(
          process,
          EmbeddedKafka.settings(data, ports[0]),
          EmbeddedKafka.clientProperties(data, ports[0]));
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** The settings with which roles use it. */
  public Map<String, String> settings() {
    return settings;
  }

  /** The properties with which a Kafka client connects to it. */
  public Map<String, Object> clientProperties() {
    return clientProperties;
  }

  @Override
  public void close() {
    process.close();
  }
}
