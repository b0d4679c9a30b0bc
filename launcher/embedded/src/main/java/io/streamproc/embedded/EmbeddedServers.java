package io.streamproc.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three servers of the local mode on one data folder, started at the same time. */
public final class EmbeddedServers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);

  private static final String FOLDER = "data folder";
  private static final String POSTGRES = "postgres";

  private final FolderLock lock;
  private final EmbeddedKafka kafka;
  private final EmbeddedPostgresServer postgres;
  private final EmbeddedQuestDb questDb;

  private EmbeddedServers(
      FolderLock lock,
      EmbeddedKafka kafka,
      EmbeddedPostgresServer postgres,
      EmbeddedQuestDb questDb) {
    this.lock = lock;
    this.kafka = kafka;
    this.postgres = postgres;
    this.questDb = questDb;
  }

  /**
   * Starts all three and returns when all take requests; blocks for some seconds, so never call it
   * on an event loop. If one fails, the others are closed again.
   *
   * @param dataDir holds all their data; made if absent; one process at a time
   * @throws EmbeddedServerException naming the server, and what to do; further failures are its
   *     suppressed exceptions
   */
  public static EmbeddedServers start(Path dataDir, EmbeddedPorts ports) {
    Path dir = dataDir.toAbsolutePath().normalize();
    FolderLock lock = FolderLock.take(FOLDER, dir);
    try {
      return startAll(lock, dir, ports);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Refuses a data folder that a running process holds, before anything else is looked at.
   *
   * @throws EmbeddedServerException when it is in use, or can't be used
   */
  public static void requireUnused(Path dataDir) {
    FolderLock.take(FOLDER, dataDir.toAbsolutePath().normalize()).close();
  }

  /**
   * Deletes what a killed process left: its folder with all data, and its PostgreSQL. Does nothing
   * to a folder that is in use, belongs to another user or was never started on.
   *
   * @return whether it was deleted
   */
  public static boolean discard(Path dataDir) throws IOException {
    Path dir = dataDir.toAbsolutePath().normalize();
    Path postgres = dir.resolve(POSTGRES);
    if (!Files.isDirectory(postgres)) {
      return false; // made under the lock: without it somebody may be about to take that
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

  /** Closes the stores, then the broker that feeds them; each for a bounded time. */
  @Override
  public void close() {
    questDb.close();
    postgres.close();
    kafka.close();
    lock.close();
  }

  private static EmbeddedServers startAll(FolderLock lock, Path dir, EmbeddedPorts ports) {
    ExecutorService starters = Executors.newFixedThreadPool(3, named());
    CompletableFuture<EmbeddedKafka> kafka =
        begin(
            starters,
            EmbeddedKafka.NAME,
            () ->
                EmbeddedKafka.start(dir.resolve("kafka"), ports.kafka(), ports.kafkaController()));
    CompletableFuture<EmbeddedPostgresServer> postgres =
        begin(
            starters,
            EmbeddedPostgresServer.NAME,
            () -> EmbeddedPostgresServer.start(dir.resolve(POSTGRES), ports.postgres()));
    CompletableFuture<EmbeddedQuestDb> questDb =
        begin(
            starters,
            EmbeddedQuestDb.NAME,
            () ->
                EmbeddedQuestDb.start(
                    dir.resolve("questdb"), ports.questDbHttp(), ports.questDbPg()));
    starters.shutdown();
    awaitAll(List.of(kafka, postgres, questDb));
    return new EmbeddedServers(lock, kafka.join(), postgres.join(), questDb.join());
  }

  private static <T> CompletableFuture<T> begin(
      ExecutorService starters, String name, Supplier<T> start) {
    return CompletableFuture.supplyAsync(() -> timed(name, start), starters);
  }

  private static <T> T timed(String name, Supplier<T> start) {
    long begin = System.nanoTime();
    T server = start.get();
    LOG.info("{} is up after {} ms", name, (System.nanoTime() - begin) / 1_000_000);
    return server;
  }

  /** Waits for the slowest even after a failure: a server can only be closed once it is up. */
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

  /**
   * The password of the database of servers that run, or have run, on this folder.
   *
   * @throws IOException if none have
   */
  public static String postgresPassword(Path dir) throws IOException {
    return PostgresCluster.password(dir.resolve("postgres"));
  }
}
