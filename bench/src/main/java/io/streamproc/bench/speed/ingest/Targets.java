package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.measure.Closing;
import io.streamproc.bench.process.BareServer;
import io.streamproc.bench.process.BrokerProcess;
import io.streamproc.bench.process.RoleProcess;
import io.streamproc.bench.speed.Meter;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts the servers of the ingest cases. */
public final class Targets implements AutoCloseable {
  private static final long READY_SECONDS = 60;

  private final Path folder;
  private final BrokerProcess broker;
  private final List<Target> started = new ArrayList<>();

  private Targets(Path folder, BrokerProcess broker) {
    this.folder = folder;
    this.broker = broker;
  }

  /** Starts the broker. */
  public static Targets start(Path folder) throws IOException, InterruptedException {
    return new Targets(folder, BrokerProcess.start(folder));
  }

  /**
   * An event-api with topics of its own: two instances without a common event bus would take the
   * slots of keyed requests from each other.
   *
   * @param suffix of its topics and files
   */
  public Target api(String name, String suffix, List<String> jvm)
      throws IOException, InterruptedException {
    int[] ports = FreePorts.several(2);
    Map<String, String> settings = new HashMap<>(broker.settings());
    settings.put("kafka.topic", "events-" + suffix);
    settings.put("event-api.idempotency-topic", "keys-" + suffix);
    settings.put("event-api.port", Integer.toString(ports[0]));
    settings.put("management.port", Integer.toString(ports[1]));
    RoleProcess process =
        RoleProcess.start(
            folder.resolve("event-api-" + suffix), List.of("event-api"), settings, jvm);
    return add(name, ports[0], process.pid(), List.of(broker.pid()), process::close);
  }

  /** A server that only reads and answers. */
  public Target bare(String name, String suffix, List<String> jvm)
      throws IOException, InterruptedException {
    int port = FreePorts.one();
    JavaProcess process =
        JavaProcess.start(
            BareServer.class,
            folder.resolve("bare-" + suffix + ".log"),
            BareServer.READY,
            jvm,
            port);
    awaitReady(process);
    return add(name, port, process.pid(), List.of(), process::close);
  }

  /** A producer without a server, see {@link RawProducer}, with a topic of its own. */
  Target raw(String name, List<String> jvm) throws IOException, InterruptedException {
    int port = FreePorts.one();
    Map<String, String> settings = new HashMap<>(broker.settings());
    settings.put("kafka.topic", "events-raw");
    createTopic(settings);
    Path config = RoleProcess.write(folder.resolve("raw"), settings);
    JavaProcess process =
        JavaProcess.start(
            RawProducer.class, folder.resolve("raw.log"), RawProducer.READY, jvm, port, config);
    awaitReady(process);
    return add(name, port, process.pid(), List.of(broker.pid()), process::close);
  }

  /**
   * A server of another project, with a topic of its own.
   *
   * @param topic which is created
   * @param program starts the server, which prints the text by which it is known to be ready
   */
  public Target other(String name, String topic, Program program)
      throws IOException, InterruptedException {
    int port = FreePorts.one();
    Map<String, String> settings = new HashMap<>(broker.settings());
    settings.put("kafka.topic", topic);
    createTopic(settings);
    JavaProcess process = program.start(port, broker.clientProperties());
    awaitReady(process);
    return add(name, port, process.pid(), List.of(broker.pid()), process::close);
  }

  /** Starts a server without waiting. */
  public interface Program {
    /**
     * Starts it.
     *
     * @param port on loopback
     * @param kafka the properties with which a Kafka client connects to the broker
     */
    JavaProcess start(int port, Map<String, Object> kafka) throws IOException;
  }

  private static void awaitReady(JavaProcess process) throws IOException, InterruptedException {
    try {
      process.awaitReady(READY_SECONDS);
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  private static void createTopic(Map<String, String> settings) {
    Vertx vertx = Vertx.vertx();
    try {
      Topics.ensure(vertx, KafkaSettings.read(Settings.of(settings))).await();
    } finally {
      vertx.close().await();
    }
  }

  /** Measures several servers together, and the broker behind them. */
  Meter meter(List<Target> together) throws IOException {
    List<Long> pids = together.stream().map(Target::pid).toList();
    return new Meter(pids, pids, List.of(broker.pid()));
  }

  private Target add(String name, int port, long pid, List<Long> servers, Runnable close)
      throws IOException {
    Meter meter = new Meter(List.of(pid), List.of(pid), servers);
    Target target = new Target(name, port, pid, meter, close);
    started.add(target);
    return target;
  }

  @Override
  public void close() throws IOException {
    List<AutoCloseable> all = new ArrayList<>(started);
    all.add(broker);
    Closing.all(all);
  }
}
