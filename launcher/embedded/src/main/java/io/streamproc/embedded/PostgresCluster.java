package io.streamproc.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The folder of one PostgreSQL: its cluster, password, settings and logs. */
final class PostgresCluster {
  /** The name of the superuser and of the database. */
  static final String USER = Password.USER;

  private static final Duration INIT_LIMIT = Duration.ofSeconds(120);

  private final Path home;
  private final PostgresBinaries binaries;
  private final Path data;

  PostgresCluster(Path home, PostgresBinaries binaries) {
    this.home = home;
    this.binaries = binaries;
    this.data = home.resolve("data");
  }

  PostgresProcess process() {
    return new PostgresProcess(binaries, data, home);
  }

  String password() throws IOException {
    return Password.read(home);
  }

  /**
   * Creates the cluster and the database if that has not been done. The folder gets its final name
   * last, so an interrupted initialization is repeated.
   */
  void initialize() throws IOException {
    if (Files.isDirectory(data)) {
      return;
    }
    Password.renew(home);
    Path fresh = home.resolve("data.new");
    Folders.delete(fresh);
    PostgresProcess maker = new PostgresProcess(binaries, fresh, home);
    maker.run("initdb", Command.NOTHING, INIT_LIMIT, initdbArguments(fresh));
    maker.run(
        "postgres",
        script("CREATE DATABASE " + USER),
        INIT_LIMIT,
        List.of("--single", "-D", fresh.toString(), "postgres"));
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Writes the complete postgresql.conf; settings that are not in it have PostgreSQL's defaults.
   */
  void configure(int port) throws IOException {
    Files.writeString(data.resolve("postgresql.conf"), settings(port));
  }

  private List<String> initdbArguments(Path target) {
    return List.of(
        "-D",
        target.toString(),
        "--username=" + USER,
        "--pwfile=" + Password.file(home),
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-instructions");
  }

  private Path script(String sql) throws IOException {
    return Files.writeString(home.resolve("create-database.sql"), sql + "\n");
  }

  private static String settings(int port) {
    return String.format(
        Locale.ROOT,
        """
        # Written by StreamProc at each start; changes here are lost.
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        max_connections = 50
        password_encryption = 'scram-sha-256'
        # What is acknowledged is on disk.
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        # Small and quiet: it shares a laptop with a broker and a second database.
        shared_buffers = 64MB
        max_wal_size = 512MB
        io_method = sync
        jit = off
        timezone = 'UTC'
        log_timezone = 'UTC'
        """,
        port);
  }
}
