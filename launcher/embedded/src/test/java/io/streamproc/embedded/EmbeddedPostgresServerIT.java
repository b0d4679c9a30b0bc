package io.streamproc.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded PostgreSQL")
class EmbeddedPostgresServerIT {
  @TempDir Path dir;

  private final int port = FreePorts.one();

  @Test
  @DisplayName("keeps its rows over a stop, even on another port, and leaves no process")
  void keepsDataOverStop() throws Exception {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(dir, port)) {
      execute(server, "CREATE TABLE kept (n int)");
      execute(server, "INSERT INTO kept SELECT generate_series(1, 1000)");
    }
    ProcessHandle postmaster;
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(dir, FreePorts.one())) {
      postmaster = ProcessHandle.of(postmasterPid()).orElseThrow();
      assertEquals("500500", ask(server, "SELECT sum(n) FROM kept"));
    }
    postmaster.onExit().get(10, TimeUnit.SECONDS);
    assertFalse(postmaster.isAlive());
  }

  @Test
  @DisplayName("writes to disk before it acknowledges, and listens only on loopback TCP")
  void hasSafeSettings() throws Exception {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(dir, port)) {
      assertEquals("on", ask(server, "SHOW fsync"));
      assertEquals("on", ask(server, "SHOW synchronous_commit"));
      assertEquals("on", ask(server, "SHOW full_page_writes"));
      assertEquals("127.0.0.1", ask(server, "SHOW listen_addresses"));
      assertEquals("", ask(server, "SHOW unix_socket_directories"));
      assertEquals("UTF8", ask(server, "SHOW server_encoding"));
    }
  }

  @Test
  @DisplayName("refuses clients without the password, which only its owner can read")
  void wantsThePassword() throws Exception {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(dir, port)) {
      SQLException e =
          assertThrows(
              SQLException.class, () -> DriverManager.getConnection(url(), "streamproc", "guess"));
      assertEquals("28P01", e.getSQLState());
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("password"))));
      assertEquals("1", ask(server, "SELECT 1"));
    }
  }

  @Test
  @DisplayName("stops the server that a killed JVM left running, and keeps its rows")
  void endsAnOrphan() throws Exception {
    ProcessHandle orphan;
    try (JavaProcess child = ChildJvm.start("postgres", dir, port)) {
      orphan = ProcessHandle.of(postmasterPid()).orElseThrow();
      try (Connection c = connect(Files.readString(dir.resolve("password")))) {
        execute(c, "CREATE TABLE orphaned (n int)");
        execute(c, "INSERT INTO orphaned VALUES (42)");
      }
      child.kill();
    }
    assertTrue(orphan.isAlive(), "the premise: a killed JVM leaves postgres running");
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(dir, port)) {
      orphan.onExit().get(10, TimeUnit.SECONDS);
      assertEquals("42", ask(server, "SELECT n FROM orphaned"));
      assertTrue(postmasterPid() != orphan.pid());
    }
  }

  @Test
  @DisplayName(
      "starts if a lock file names a process that is not postgres, and leaves that process running")
  void removesAStaleLockFile() throws Exception {
    EmbeddedPostgresServer.start(dir, port).close();
    Path lockFile = dir.resolve("data").resolve("postmaster.pid");
    Files.writeString(lockFile, ProcessHandle.current().pid() + "\n/nowhere\n0\n1\n\n\n0\n");
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(dir, port)) {
      assertEquals("1", ask(server, "SELECT 1"));
    }
  }

  @Test
  @DisplayName("recreates its cluster after an interrupted initialization")
  void redoesACutOffInitialization() throws Exception {
    Files.createDirectories(dir.resolve("data.new").resolve("base"));
    Files.writeString(dir.resolve("data.new").resolve("PG_VERSION"), "18\n");
    Files.writeString(dir.resolve("password"), "left over");
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(dir, port)) {
      assertEquals("1", ask(server, "SELECT 1"));
    }
  }

  @Test
  @DisplayName("says which port is in use")
  void namesThePortInUse() throws Exception {
    try (ServerSocket holder = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      EmbeddedServerException e =
          assertThrows(
              EmbeddedServerException.class,
              () -> EmbeddedPostgresServer.start(dir, holder.getLocalPort()));
      assertEquals(
          "PostgreSQL: server port "
              + port
              + " of 127.0.0.1 is in use; stop what holds it or choose another port",
          e.getMessage());
    }
  }

  @Test
  @DisplayName("refuses a folder on which another server runs, and leaves that server running")
  void refusesAFolderInUse() throws Exception {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(dir, port)) {
      EmbeddedServerException e =
          assertThrows(
              EmbeddedServerException.class,
              () -> EmbeddedPostgresServer.start(dir, FreePorts.one()));
      assertTrue(e.getMessage().contains(dir + " is in use by another"), e.getMessage());
      assertEquals("1", ask(server, "SELECT 1"));
    }
  }

  private long postmasterPid() throws Exception {
    Path lockFile = dir.resolve("data").resolve("postmaster.pid");
    return Long.parseLong(Files.readAllLines(lockFile).get(0));
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/streamproc";
  }

  private Connection connect(String password) throws SQLException {
    return DriverManager.getConnection(url(), "streamproc", password);
  }

  private static Connection connect(EmbeddedPostgresServer server) throws SQLException {
    return DriverManager.getConnection(
        String.format(
            Locale.ROOT,
            "jdbc:postgresql://%s:%d/%s",
            server.host(),
            server.port(),
            server.database()),
        server.user(),
        server.password());
  }

  private static void execute(EmbeddedPostgresServer server, String sql) throws SQLException {
    try (Connection c = connect(server)) {
      execute(c, sql);
    }
  }

  private static void execute(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }

  private static String ask(EmbeddedPostgresServer server, String sql) throws SQLException {
    try (Connection c = connect(server);
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      r.next();
      return r.getString(1);
    }
  }
}
