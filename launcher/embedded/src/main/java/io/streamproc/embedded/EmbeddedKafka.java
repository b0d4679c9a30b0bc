package io.streamproc.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka broker with its own controller (KRaft) inside this JVM. Topics, records and committed
 * offsets are stored in the given folder and survive a stop and a hard kill. Every client needs the
 * folder's password. Only this class and {@link KafkaLogin} may use Kafka's internal classes, which
 * change without notice between releases.
 */
public final class EmbeddedKafka implements AutoCloseable {
  static final String NAME = "Kafka";
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);
  private static final int NODE_ID = 1;
  private static final String CONTROLLER = "CONTROLLER";
  private static final String BROKER = "BROKER";

  private final KafkaRaftServer server;
  private final int port;
  private final String password;

  private EmbeddedKafka(KafkaRaftServer server, int port, String password) {
    this.server = server;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts the broker and returns when it accepts requests. Formats the folder at the first start.
   * Both ports may differ from those of an earlier start on the same folder.
   *
   * @param dir folder of the logs; created if absent
   * @param port for clients, on 127.0.0.1
   * @param controllerPort for connections of the broker to its controller, on 127.0.0.1
   * @throws EmbeddedServerException when a port is in use, the disk is nearly full, too few files
   *     may be open, or the folder can't be used
   */
  public static EmbeddedKafka start(Path dir, int port, int controllerPort) {
    return start(dir, port, controllerPort, e -> {});
  }

  /**
   * As above.
   *
   * @param failed called when the broker ends by itself, for example because the disk is full
   */
  static EmbeddedKafka start(
      Path dir, int port, int controllerPort, Consumer<EmbeddedServerException> failed) {
    FolderNames.require(NAME, dir.toAbsolutePath());
    Ports.requireFree(NAME, "client", port);
    Ports.requireFree(NAME, "controller", controllerPort);
    Path home = dir.toAbsolutePath().normalize();
    Limits.requireOpenFiles(NAME); // without files, the broker gives its log folder up
    Limits.requireSpace(NAME, home); // the recovery of Kafka's logs on a full disk deletes records
    Path logs = home.resolve("logs");
    String password = password(home);
    AtomicReference<Consumer<EmbeddedServerException>> told = keepProcess(home);
    format(logs);
    KafkaRaftServer server = create(logs, settings(logs, port, controllerPort, password));
    try {
      server.startup();
    } catch (RuntimeException e) {
      shutDown(server);
      throw new EmbeddedServerException(NAME, "can't start on " + logs + ": " + e.getMessage(), e);
    }
    told.set(failed); // a failed start throws an exception instead
    return new EmbeddedKafka(server, port, password);
  }

  /** Returns the value for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers(port);
  }

  static String bootstrapServers(int port) {
    return Ports.LOOPBACK + ":" + port;
  }

  public String user() {
    return Password.USER;
  }

  /** Random, created at the first start, and kept in a file that only its owner can read. */
  public String password() {
    return password;
  }

  /** Returns properties with which a Kafka client connects to this broker. */
  public Map<String, Object> clientProperties() {
    return clientProperties(port, password);
  }

  /**
   * Returns properties with which a Kafka client connects to the broker of another process.
   *
   * @param dir folder of its logs
   * @throws IOException if no broker was ever started there
   */
  public static Map<String, Object> clientProperties(Path dir, int port) throws IOException {
    return clientProperties(port, Password.read(dir));
  }

  /**
   * Returns the StreamProc settings with which roles use the broker of another process.
   *
   * @param dir folder of its logs
   * @throws IOException if no broker was ever started there
   */
  public static Map<String, String> settings(Path dir, int port) throws IOException {
    return settings(port, Password.read(dir));
  }

  static Map<String, String> settings(int port, String password) {
    return Map.of(
        "kafka.bootstrap-servers",
        bootstrapServers(port),
        "kafka.sasl-mechanism",
        KafkaLogin.MECHANISM.toLowerCase(Locale.ROOT),
        "kafka.user",
        Password.USER,
        "kafka.password",
        password);
  }

  private static Map<String, Object> clientProperties(int port, String password) {
    Map<String, Object> all = new HashMap<>(KafkaLogin.client(password));
    all.put("bootstrap.servers", bootstrapServers(port));
    return all;
  }

  /** Flushes and closes the logs; stops waiting after 20 s. */
  @Override
  public void close() {
    shutDown(server);
  }

  private static void shutDown(KafkaRaftServer server) {
    Bounded.run(
        "kafka-close",
        CLOSE_LIMIT,
        () -> {
          server.shutdown();
          server.awaitShutdown();
        });
  }

  /**
   * Replaces Kafka's reaction to a failed log folder. By default the broker halts the JVM at once,
   * which would leave PostgreSQL running. The replacement applies to the whole JVM.
   *
   * @return holder of the callback, which is called at most once; the caller sets it
   */
  private static AtomicReference<Consumer<EmbeddedServerException>> keepProcess(Path home) {
    AtomicReference<Consumer<EmbeddedServerException>> told = new AtomicReference<>(e -> {});
    Exit.Procedure tell = (code, message) -> told.getAndSet(e -> {}).accept(stopped(home, message));
    Exit.setHaltProcedure(tell);
    Exit.setExitProcedure(tell);
    return told;
  }

  private static EmbeddedServerException stopped(Path home, String message) {
    Throwable said = new IOException(message);
    String why =
        Faults.explain(home, said)
            .orElse(message == null ? "an error that it has logged" : message);
    return new EmbeddedServerException(NAME, "has stopped: " + why);
  }

  private static String password(Path home) {
    try {
      Folders.makePrivate(home);
      return Password.of(home);
    } catch (IOException e) {
      throw new EmbeddedServerException(NAME, "can't write to " + home + ": " + e, e);
    }
  }

  private static KafkaRaftServer create(Path logs, Map<String, String> settings) {
    try {
      return new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    } catch (RuntimeException e) {
      throw new EmbeddedServerException(NAME, "can't use " + logs + ": " + e.getMessage(), e);
    }
  }

  /**
   * The last file that formatting writes is meta.properties, so an interrupted format is repeated.
   */
  private static void format(Path logs) {
    if (Files.exists(logs.resolve("meta.properties"))) {
      return;
    }
    try (PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      Files.createDirectories(logs);
      new Formatter()
          .setPrintStream(quiet)
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(CONTROLLER)
          .setMetadataLogDirectory(logs.toString())
          .addDirectory(logs.toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    } catch (Exception e) {
      throw new EmbeddedServerException(NAME, "can't format " + logs + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> settings(
      Path logs, int port, int controllerPort, String password) {
    Map<String, String> all = new HashMap<>(KafkaLogin.server(password, BROKER, CONTROLLER));
    listen(all, port, controllerPort);
    all.put("log.dirs", logs.toString());
    singleNode(all);
    quickAfterHardKill(all);
    quietWhenIdle(all);
    smallMemory(all);
    return all;
  }

  private static void listen(Map<String, String> all, int port, int controllerPort) {
    String broker = String.format(Locale.ROOT, "%s://%s:%d", BROKER, Ports.LOOPBACK, port);
    String controller =
        String.format(Locale.ROOT, "%s://%s:%d", CONTROLLER, Ports.LOOPBACK, controllerPort);
    all.put("process.roles", "broker,controller");
    all.put("node.id", String.valueOf(NODE_ID));
    all.put("listeners", broker + "," + controller);
    all.put("advertised.listeners", broker);
    all.put("inter.broker.listener.name", BROKER);
    all.put("controller.listener.names", CONTROLLER);
    all.put(
        "listener.security.protocol.map",
        BROKER + ":SASL_PLAINTEXT," + CONTROLLER + ":SASL_PLAINTEXT");
    all.put(
        "controller.quorum.voters",
        String.format(Locale.ROOT, "%d@%s:%d", NODE_ID, Ports.LOOPBACK, controllerPort));
  }

  private static void singleNode(Map<String, String> all) {
    all.put("auto.create.topics.enable", "false");
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "4");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("transaction.state.log.num.partitions", "2");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("share.coordinator.state.topic.num.partitions", "2");
    all.put("group.initial.rebalance.delay.ms", "0");
  }

  /** With the defaults a broker waits 9 s until the controller forgets its killed predecessor. */
  private static void quickAfterHardKill(Map<String, String> all) {
    all.put("broker.session.timeout.ms", "2000");
    all.put("broker.heartbeat.interval.ms", "500");
    all.put("num.recovery.threads.per.data.dir", "2");
  }

  /**
   * By default the controller appends an empty record to its log twice a second and syncs it, so
   * that other controllers and brokers can measure their lag. There are none; these appends only
   * find a file system that has failed while no events arrive.
   */
  private static void quietWhenIdle(Map<String, String> all) {
    all.put("metadata.max.idle.interval.ms", "5000");
    // A commit is written at once, not by a second event: there are no others to wait for.
    all.put("group.coordinator.append.linger.ms", "0");
  }

  /** The log cleaner alone would use 128 MB of heap for a few compacted records. */
  private static void smallMemory(Map<String, String> all) {
    all.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20));
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "4");
    all.put("background.threads", "2");
  }
}
