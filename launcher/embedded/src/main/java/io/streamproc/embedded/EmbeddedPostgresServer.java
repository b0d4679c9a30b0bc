package io.streamproc.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A real PostgreSQL server with one database, on 127.0.0.1 only, in a separate process. Data
 * survives a stop and a hard kill of either process. It has no TimescaleDB.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {
  static final String NAME = "PostgreSQL";
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(45);

  private final FolderLock lock;
  private final PostgresProcess process;
  private final int port;
  private final String password;

  private EmbeddedPostgresServer(
      FolderLock lock, PostgresProcess process, int port, String password) {
    this.lock = lock;
    this.process = process;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts the server and returns when it accepts connections; creates the database at the first
   * start. Stops an orphan that a killed JVM left running on this folder first.
   *
   * @param dir folder of the data; created if absent
   * @param port on 127.0.0.1; may differ from that of an earlier start
   * @throws EmbeddedServerException when the port or the folder is in use, or the server fails
   */
  public static EmbeddedPostgresServer start(Path dir, int port) {
    return start(dir, port, e -> {});
  }

  /**
   * As above.
   *
   * @param failed called when the server ends by itself
   */
  static EmbeddedPostgresServer start(
      Path dir, int port, Consumer<EmbeddedServerException> failed) {
    Path home = dir.toAbsolutePath().normalize();
    FolderNames.require(NAME, home);
    FolderLock lock = FolderLock.take(NAME, home);
    try {
      return start(lock, home, port, failed);
    } catch (IOException e) {
      lock.close();
      throw new EmbeddedServerException(NAME, "can't start on " + home + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedPostgresServer start(
      FolderLock lock, Path home, int port, Consumer<EmbeddedServerException> failed)
      throws IOException {
    Folders.makePrivate(home);
    PostgresCluster cluster = new PostgresCluster(home, PostgresBinaries.unpack(home));
    PostgresProcess process = cluster.process();
    process.endOrphan();
    Ports.requireFree(NAME, "server", port);
    cluster.initialize();
    cluster.configure(port);
    process.start(why -> failed.accept(ended(home, why)));
    return new EmbeddedPostgresServer(lock, process, port, cluster.password());
  }

  private static EmbeddedServerException ended(Path home, String why) {
    Throwable said = new IOException(why);
    return new EmbeddedServerException(
        NAME, "has stopped: " + Faults.explain(home, said).orElse(why));
  }

  /** Stops the server that a killed process left running on this folder, if any. */
  static void endOrphan(Path home) throws IOException {
    new PostgresCluster(home, PostgresBinaries.unpack(home)).process().endOrphan();
  }

  public String host() {
    return Ports.LOOPBACK;
  }

  public int port() {
    return port;
  }

  public String user() {
    return PostgresCluster.USER;
  }

  /** Random, created at the first start, and kept in a file that only its owner can read. */
  public String password() {
    return password;
  }

  public String database() {
    return PostgresCluster.USER;
  }

  /** Fast shutdown with a checkpoint; after 20 s, ends the server without one. */
  @Override
  public void close() {
    Bounded.run("postgresql-close", CLOSE_LIMIT, process::stop);
    lock.close();
  }
}
