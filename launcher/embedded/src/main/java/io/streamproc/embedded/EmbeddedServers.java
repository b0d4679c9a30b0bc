package io.streamproc.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three servers of the local mode on one data folder, started concurrently. */
public final class EmbeddedServers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);

  private static final String FOLDER = "data folder";
  private static final String KAFKA = "kafka";
  private static final String POSTGRES = "postgres";
  private static final String QUESTDB = "questdb";

  private final FolderLock lock;
  private final EmbeddedPorts ports;
  private final EmbeddedKafka kafka;
  private final EmbeddedPostgresServer postgres;
  private final EmbeddedQuestDb questDb;

  private EmbeddedServers(
      FolderLock lock,
      EmbeddedPorts ports,
      EmbeddedKafka kafka,
      EmbeddedPostgresServer postgres,
      EmbeddedQuestDb questDb) {
    this.lock = lock;
    this.ports = ports;
    this.kafka = kafka;
    this.postgres = postgres;
    this.questDb = questDb;
  }

  /**
   * Starts all three servers and returns when all accept requests. Blocks for some seconds, so
   * never call it on an event loop. If one fails, the others are closed again.
   *
   * @param dataDir folder of all their data; created if absent; used by one process at a time
   * @throws EmbeddedServerException that names the server and what to do; further failures are its
   *     suppressed exceptions
   */
  public static EmbeddedServers start(Path dataDir, EmbeddedPorts ports) {
    return start(dataDir, ports, EmbeddedServers::fail);
  }

  /**
   * As above.
   *
   * @param failed called on any thread when a server has ended unexpectedly; the others still run
   */
  public static EmbeddedServers start(
      Path dataDir, EmbeddedPorts ports, Consumer<EmbeddedServerException> failed) {
    Path dir = dataDir.toAbsolutePath().normalize();
    requireUsable(dir);
    FolderLock lock = FolderLock.take(FOLDER, dir);
    try {
      return startAll(lock, dir, ports, failed);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Checks conditions for which the servers' own error messages would be misleading. */
  private static void requireUsable(Path dir) {
    FolderNames.require(FOLDER, dir);
    Limits.requireOpenFiles(FOLDER);
    Limits.requireSpace(FOLDER, dir);
  }

  private static void fail(EmbeddedServerException e) {
    LOG.error("{}", e.getMessage());
  }

  /**
   * Refuses a data folder that a running process uses, before any other check.
   *
   * @throws EmbeddedServerException when it is in use, or can't be used
   */
  public static void requireUnused(Path dataDir) {
    requireUsable(dataDir.toAbsolutePath().normalize());
    FolderLock.take(FOLDER, dataDir.toAbsolutePath().normalize()).close();
  }

  /**
   * Deletes the remains of a killed process: its folder with all data, and its PostgreSQL. Does
   * nothing to a folder that is in use, belongs to another user, is accessible to others, is a link
   * or was never used by servers.
   *
   * @return whether it was deleted
   */
  public static boolean discard(Path dataDir) throws IOException {
    Path dir = dataDir.toAbsolutePath().normalize();
    Path postgres = dir.resolve(POSTGRES);
    if (!Files.isDirectory(postgres) // absent: another process may be about to lock it
        || !Folders.isPrivate(dir)
        || Folders.isExchangeable(dir.getParent())) {
      return false;
    }
    FolderLock lock;
    try {
      lock = FolderLock.take(FOLDER, dir);
    } catch (EmbeddedServerException e) {
      LOG.debug("left {}", dir, e);
      return false;
    }
    try {
      EmbeddedPostgresServer.endOrphan(postgres);
      Folders.delete(dir);
      return true;
    } finally {
      lock.close();
    }
  }

  /**
   * Creates a folder with an unpredictable name that only its owner can access.
   *
   * @throws IOException if it can't be created, or any user could replace it in that parent folder
   */
  public static Path temporaryFolder(Path parent, String prefix) throws IOException {
    if (Folders.isExchangeable(parent)) {
      throw new IOException(
          "everybody may replace folders in it, as it lacks the sticky bit; choose another with"
              + " -Djava.io.tmpdir");
    }
    return Files.createTempDirectory(parent, prefix);
  }

  /** Deletes the folder of servers that were closed. */
  public static void delete(Path dataDir) throws IOException {
    Folders.delete(dataDir);
  }

  public EmbeddedKafka kafka() {
    return kafka;
  }

  public EmbeddedPostgresServer postgres() {
    return postgres;
  }

  public EmbeddedQuestDb questDb() {
    return questDb;
  }

  /** Closes the stores, then the broker that feeds them, each with a time limit. */
  @Override
  public void close() {
    questDb.close();
    postgres.close();
    kafka.close();
    lock.close();
  }

  private static EmbeddedServers startAll(
      FolderLock lock, Path dir, EmbeddedPorts ports, Consumer<EmbeddedServerException> failed) {
    ExecutorService starters = Executors.newFixedThreadPool(3, named());
    CompletableFuture<EmbeddedKafka> kafka =
        begin(
            starters,
            EmbeddedKafka.NAME,
            dir,
            () ->
                EmbeddedKafka.start(
                    dir.resolve(KAFKA), ports.kafka(), ports.kafkaController(), failed));
    CompletableFuture<EmbeddedPostgresServer> postgres =
        begin(
            starters,
            EmbeddedPostgresServer.NAME,
            dir,
            () -> EmbeddedPostgresServer.start(dir.resolve(POSTGRES), ports.postgres(), failed));
    CompletableFuture<EmbeddedQuestDb> questDb =
        begin(
            starters,
            EmbeddedQuestDb.NAME,
            dir,
            () ->
                EmbeddedQuestDb.start(
                    dir.resolve(QUESTDB), ports.questDbHttp(), ports.questDbPg()));
    starters.shutdown();
    awaitAll(List.of(kafka, postgres, questDb));
    return new EmbeddedServers(lock, ports, kafka.join(), postgres.join(), questDb.join());
  }

  private static <T> CompletableFuture<T> begin(
      ExecutorService starters, String name, Path dir, Supplier<T> start) {
    return CompletableFuture.supplyAsync(() -> timed(name, dir, start), starters);
  }

  /** Starts one server; a failure is explained by the system limit that has caused it, if any. */
  static <T> T timed(String name, Path dir, Supplier<T> start) {
    long begin = System.nanoTime();
    try {
      T server = start.get();
      LOG.info("{} is up after {} ms", name, (System.nanoTime() - begin) / 1_000_000);
      return server;
    } catch (EmbeddedPortInUseException e) {
      throw e;
    } catch (Exception
        | Error e) { // Kafka, written in Scala, throws checked exceptions without declaring them
      throw explained(name, dir, e);
    }
  }

  private static EmbeddedServerException explained(String name, Path dir, Throwable e) {
    return Faults.explain(dir, e)
        .map(why -> new EmbeddedServerException(name, why, e))
        .orElseGet(
            () ->
                e instanceof EmbeddedServerException known
                    ? known
                    : new EmbeddedServerException(name, "can't start: " + e, e));
  }

  /**
   * Explains in one sentence what a user can do about a failure of this process.
   *
   * @return empty if no known system limit has caused it
   */
  public static Optional<String> explain(Path dataDir, Throwable failure) {
    return Faults.explain(dataDir, failure);
  }

  /** Returns the bytes available to this user where the folder is, or will be. */
  public static long freeBytes(Path dataDir) throws IOException {
    return Faults.freeBytes(dataDir);
  }

  /**
   * Waits for the slowest even after a failure: a server can only be closed once it has started.
   */
  private static void awaitAll(List<CompletableFuture<? extends AutoCloseable>> starting) {
    EmbeddedServerException failure = null;
    for (CompletableFuture<?> one : starting) {
      try {
        one.join();
      } catch (CompletionException e) {
        failure = merge(failure, e.getCause());
      }
    }
    if (failure != null) {
      starting.stream()
          .filter(one -> !one.isCompletedExceptionally())
          .forEach(one -> close(one.join()));
      throw failure;
    }
  }

  private static EmbeddedServerException merge(EmbeddedServerException first, Throwable next) {
    if (first != null) {
      first.addSuppressed(next);
      return first;
    }
    return next instanceof EmbeddedServerException e
        ? e
        : new EmbeddedServerException("embedded server", next.toString(), next);
  }

  private static void close(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      LOG.warn("can't close {}", server.getClass().getSimpleName(), e);
    }
  }

  private static ThreadFactory named() {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "embedded-start-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Returns the StreamProc settings that make roles and commands use these servers. */
  public Map<String, String> settings() {
    return reach(ports, kafka.password(), postgres.password(), questDb.password());
  }

  /**
   * Like {@link #settings()}, for servers that another process runs.
   *
   * @param dataDir their folder
   * @throws IOException if no servers have run on it
   */
  public static Map<String, String> settings(Path dataDir, EmbeddedPorts ports) throws IOException {
    return reach(
        ports,
        Password.read(dataDir.resolve(KAFKA)),
        Password.read(dataDir.resolve(POSTGRES)),
        Password.read(dataDir.resolve(QUESTDB)));
  }

  private static Map<String, String> reach(
      EmbeddedPorts ports, String kafka, String postgres, String questDb) {
    Map<String, String> all = new HashMap<>(EmbeddedKafka.settings(ports.kafka(), kafka));
    all.put("timescale.host", Ports.LOOPBACK);
    all.put("timescale.port", Integer.toString(ports.postgres()));
    all.put("timescale.database", PostgresCluster.USER);
    all.put("timescale.user", PostgresCluster.USER);
    all.put("timescale.password", postgres);
    all.put("influx.url", EmbeddedQuestDb.url(ports.questDbHttp()));
    all.put("influx.dialect", "questdb");
    all.put("influx.user", Password.USER);
    all.put("influx.password", questDb);
    return all;
  }
}
