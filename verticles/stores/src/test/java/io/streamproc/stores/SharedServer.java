package io.streamproc.stores;

import io.streamproc.embedded.EmbeddedPostgresServer;
import io.streamproc.embedded.EmbeddedQuestDb;
import io.streamproc.testkit.ContainerServer;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.InfluxDbServer;
import io.streamproc.testkit.TimescaleServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.testcontainers.containers.GenericContainer;

/**
 * A server that all tests share. It is started for the first test that needs it and closed after
 * the last one. If the server is unavailable, each test is skipped individually, so that the report
 * lists it.
 *
 * @param <T> handle of the running server
 */
public final class SharedServer<T> implements BeforeEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(SharedServer.class);

  private final String name;
  private final Start<T> start;
  private volatile T server;

  /** Starts a server, or skips the test. */
  @FunctionalInterface
  interface Start<T> {
    Running<T> run() throws IOException, InterruptedException;
  }

  /** Closes the server. */
  @FunctionalInterface
  interface End {
    void run() throws Exception;
  }

  @SuppressWarnings("try") // an interrupt while closing is passed to the test engine
  record Running<T>(T server, End end) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      end.run();
    }
  }

  /**
   * @param name identifies the server
   */
  SharedServer(String name, Start<T> start) {
    this.name = name;
    this.start = start;
  }

  public static SharedServer<EmbeddedPostgresServer> postgres() {
    return new SharedServer<>("PostgreSQL", SharedServer::startPostgres);
  }

  public static SharedServer<EmbeddedQuestDb> questDb() {
    return new SharedServer<>("QuestDB", SharedServer::startQuestDb);
  }

  public static SharedServer<InfluxDbServer> influxDb() {
    return new SharedServer<>("InfluxDB", SharedServer::startInfluxDb);
  }

  /** InfluxDB that accepts only known users. */
  public static SharedServer<InfluxDbServer> influxDbWithUsers(String admin) {
    return new SharedServer<>(
        "InfluxDB with users",
        () -> {
          InfluxDbServer server = InfluxDbServer.requireWithUsers("InfluxDB with users", admin);
          return new Running<>(server, server::close);
        });
  }

  public static SharedServer<TimescaleServer> timescale() {
    return new SharedServer<>(
        "TimescaleDB", () -> new Running<>(TimescaleServer.require("TimescaleDB"), () -> {}));
  }

  /** See {@link ContainerServer#require}. */
  static SharedServer<GenericContainer<?>> container(
      String name, String image, UnaryOperator<GenericContainer<?>> setUp) {
    return new SharedServer<>(
        "container " + name,
        () -> {
          GenericContainer<?> container =
              ContainerServer.require(
                  name, image, chosen -> setUp.apply(new GenericContainer<>(chosen)));
          return new Running<>(container, container::stop);
        });
  }

  private static Running<EmbeddedPostgresServer> startPostgres() throws IOException {
    Path folder = Files.createTempDirectory("stores-postgres");
    EmbeddedPostgresServer server = EmbeddedPostgresServer.start(folder, FreePorts.one());
    return new Running<>(server, () -> closeAndDelete(server, folder));
  }

  private static Running<EmbeddedQuestDb> startQuestDb() throws IOException {
    Path folder = Files.createTempDirectory("stores-questdb");
    int[] ports = FreePorts.several(2);
    EmbeddedQuestDb server = EmbeddedQuestDb.start(folder, ports[0], ports[1]);
    return new Running<>(server, () -> closeAndDelete(server, folder));
  }

  private static Running<InfluxDbServer> startInfluxDb() throws IOException, InterruptedException {
    InfluxDbServer server = InfluxDbServer.require("InfluxDB");
    return new Running<>(server, server::close);
  }

  private static void closeAndDelete(AutoCloseable server, Path folder) throws Exception {
    server.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked") // the name determines the type
  public void beforeEach(ExtensionContext context) {
    ExtensionContext.Store shared = context.getRoot().getStore(NAMESPACE);
    server = (T) shared.computeIfAbsent(name, n -> run(), Running.class).server();
  }

  private Running<T> run() {
    try {
      return start.run();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("can't start " + name, e);
    }
  }

  public T get() {
    return server;
  }
}
