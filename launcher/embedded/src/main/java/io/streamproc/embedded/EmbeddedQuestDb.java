package io.streamproc.embedded;

import io.questdb.Bootstrap;
import io.questdb.PropBootstrapConfiguration;
import io.questdb.ServerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * A QuestDB inside this JVM: the InfluxDB line protocol and SQL over HTTP, and SQL over the
 * PostgreSQL wire. It listens on 127.0.0.1 and requires a password, because any web page may send a
 * request to a local port and QuestDB accepts SQL by GET. Acknowledged rows survive a stop and a
 * hard kill of the process. It does not create tables or columns automatically.
 */
public final class EmbeddedQuestDb implements AutoCloseable {
  static final String NAME = "QuestDB";
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

  private final FolderLock lock;
  private final ServerMain server;
  private final int httpPort;
  private final int pgPort;
  private final String password;

  private EmbeddedQuestDb(
      FolderLock lock, ServerMain server, int httpPort, int pgPort, String password) {
    this.lock = lock;
    this.server = server;
    this.httpPort = httpPort;
    this.pgPort = pgPort;
    this.password = password;
  }

  /**
   * Starts the server and returns when it accepts requests.
   *
   * @param dir folder of the tables; created if absent
   * @param httpPort on 127.0.0.1, for {@code /api/v2/write} and {@code /exec}
   * @param pgPort on 127.0.0.1, for PostgreSQL clients
   * @throws EmbeddedServerException when a port or the folder is in use, or the server fails
   */
  public static EmbeddedQuestDb start(Path dir, int httpPort, int pgPort) {
    Path home = dir.toAbsolutePath().normalize();
    FolderLock lock = FolderLock.take(NAME, home);
    try {
      Ports.requireFree(NAME, "HTTP", httpPort);
      Ports.requireFree(NAME, "PostgreSQL wire", pgPort);
      Folders.makePrivate(home);
      String password = Password.of(home);
      ServerMain server = run(home, httpPort, pgPort, password);
      return new EmbeddedQuestDb(lock, server, httpPort, pgPort, password);
    } catch (EmbeddedServerException e) {
      lock.close();
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw new EmbeddedServerException(NAME, "can't start on " + home + ": " + e.getMessage(), e);
    }
  }

  public String host() {
    return Ports.LOOPBACK;
  }

  public int httpPort() {
    return httpPort;
  }

  public int pgPort() {
    return pgPort;
  }

  /** Returns {@code http://host:port}. */
  public String url() {
    return url(httpPort);
  }

  static String url(int httpPort) {
    return "http://" + Ports.LOOPBACK + ":" + httpPort;
  }

  /** Returns the user name for both ports. */
  public String user() {
    return Password.USER;
  }

  /** Random, created at the first start, and kept in a file that only its owner can read. */
  public String password() {
    return password;
  }

  /** Returns the name of the database at {@link #pgPort()}. */
  public String pgDatabase() {
    return "qdb";
  }

  /** Stops the workers and releases the tables; stops waiting after 20 s. */
  @Override
  public void close() {
    Bounded.run("questdb-close", CLOSE_LIMIT, () -> closeQuietly(server));
    lock.close();
  }

  private static ServerMain run(Path home, int httpPort, int pgPort, String password)
      throws IOException {
    QuestDbNatives.install(home);
    Path conf = Files.createDirectories(home.resolve("conf"));
    Files.createDirectories(home.resolve("log"));
    Files.writeString(conf.resolve("server.conf"), settings(httpPort, pgPort));
    Files.writeString(conf.resolve("log.conf"), logging(home));
    return QuestDbConsole.muted(() -> run(home, password));
  }

  private static ServerMain run(Path home, String password) {
    ServerMain server =
        new ServerMain(new Bootstrap(new Quiet(password), "-d", home.toString(), "-n"));
    try {
      server.start();
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private static void closeQuietly(ServerMain server) {
    QuestDbConsole.muted(
        () -> {
          server.close();
          return server;
        });
  }

  private static String settings(int httpPort, int pgPort) {
    return String.format(
        Locale.ROOT,
        """
        # Written by StreamProc at each start; changes here are lost.
        http.net.bind.to=127.0.0.1:%d
        pg.net.bind.to=127.0.0.1:%d
        http.min.enabled=false
        line.tcp.enabled=false
        line.udp.enabled=false
        # The schema is ours: a typing error in a line must not make a table.
        line.auto.create.new.tables=false
        line.auto.create.new.columns=false
        # Sends nothing, and keeps no table with a row for each transaction, which would be synced too.
        telemetry.enabled=false
        telemetry.disable.completely=true
        # Otherwise it acknowledges rows that are in memory only, even if the disk can't be written to.
        cairo.commit.mode=sync
        # Small and quiet: it shares a laptop with a broker and a second database. Its workers poll:
        # after work they look again at once, then each millisecond (nap), then each sleep.timeout.
        # Only the workers of HTTP and of the log decide how long a request takes.
        http.worker.count=2
        http.worker.nap.threshold=20
        http.worker.sleep.threshold=40
        http.worker.sleep.timeout=10
        # There is one table.
        wal.apply.worker.count=1
        wal.apply.worker.nap.threshold=20
        wal.apply.worker.sleep.threshold=40
        wal.apply.worker.sleep.timeout=10
        # SQL over the PostgreSQL wire, and the helpers of large queries and merges.
        shared.worker.count=2
        shared.worker.nap.threshold=20
        shared.worker.sleep.threshold=40
        shared.worker.sleep.timeout=50
        # No views, materialized views or exports.
        cairo.mat.view.enabled=false
        mat.view.refresh.worker.count=0
        view.compiler.worker.count=1
        view.compiler.worker.sleep.timeout=100
        export.worker.sleep.timeout=100
        cairo.o3.column.memory.size=256k
        cairo.writer.data.append.page.size=1M
        cairo.o3.partition.split.min.size=2M
        """,
        httpPort,
        pgPort);
  }

  /**
   * Logs only errors and to a file, because the console belongs to the pipeline. QuestDB takes a
   * dollar sign in the file's path for a variable, and this can't be escaped.
   */
  private static String logging(Path home) {
    if (home.toString().indexOf('$') >= 0) {
      return """
          # Written by StreamProc at each start; changes here are lost.
          writers=stdout
          w.stdout.class=io.questdb.log.LogConsoleWriter
          w.stdout.level=ERROR,CRITICAL
          """;
    }
    return """
        # Written by StreamProc at each start; changes here are lost.
        writers=file
        w.file.class=io.questdb.log.LogRollingFileWriter
        w.file.location=${log.dir}/questdb.log.${date:yyyyMMdd}
        w.file.level=ERROR,CRITICAL
        w.file.rollEvery=day
        w.file.rollSize=16m
        w.file.lifeDuration=7d
        w.file.sizeLimit=64m
        """;
  }

  /**
   * Takes the settings from the file and the credentials from here, and nothing from the process's
   * QDB_* variables. QuestDB's default configuration, which this class replaces, would ignore the
   * credentials. No web console is unpacked.
   */
  private static final class Quiet extends PropBootstrapConfiguration {
    private final String password;

    Quiet(String password) {
      this.password = password;
    }

    @Override
    public Map<String, String> getEnv() {
      return Map.of(
          "QDB_HTTP_USER",
          Password.USER,
          "QDB_HTTP_PASSWORD",
          password,
          "QDB_PG_USER",
          Password.USER,
          "QDB_PG_PASSWORD",
          password);
    }

    @Override
    public String getBanner() {
      return "";
    }

    @Override
    public boolean useSite() {
      return false;
    }
  }
}
