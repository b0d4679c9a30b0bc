package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.launcher.Main;
import io.streamproc.testkit.Cli;
import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Every port of a local system")
@Timeout(180)
class LocalDoorsIT {
  @TempDir private static Path folder;
  private static Path data;
  private static EmbeddedPorts servers;
  private static Streamproc local;

  /** Open to every program of this machine, each with its reason; docs/security.md says more. */
  private static final Map<Integer, String> OPEN = new TreeMap<>();

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "skipped: reads Linux's /proc/net");
    data = folder.resolve("data");
    servers = EmbeddedPorts.from(FreePorts.consecutive(5));
    int[] ports = FreePorts.several(4);
    OPEN.put(ports[0], "web-ui: the page, which browsers load");
    OPEN.put(ports[1], "event-api: takes events of any program");
    OPEN.put(ports[2], "aggregator: reads series, changes nothing");
    OPEN.put(ports[3], "management: health and metrics, changes nothing");
    List<String> arguments = new ArrayList<>(List.of("local", "--no-producer", "--data=" + data));
    arguments.add("--server-ports=" + servers.kafka());
    arguments.addAll(List.of("--port=" + ports[0], "--api-port=" + ports[1]));
    arguments.add("--set=aggregator.port=" + ports[2]);
    arguments.add("--set=management.port=" + ports[3]);
    local = Streamproc.start(folder, Streamproc.LOCAL_IS_UP, arguments).awaitReady();
  }

  @AfterAll
  static void stop() {
    if (local != null) {
      local.close();
    }
  }

  @Test
  @DisplayName("is on loopback, and either documented as open or requires a password")
  void known() throws Exception {
    Set<Integer> expected = new TreeSet<>(OPEN.keySet());
    expected.addAll(List.of(servers.kafka(), servers.kafkaController(), servers.postgres()));
    expected.addAll(List.of(servers.questDbHttp(), servers.questDbPg()));
    ListeningPorts.Found found = ListeningPorts.of(local.process().pid());
    assertEquals(expected, found.ports());
    assertEquals(Set.of(), found.beyondLoopback());
  }

  @Test
  @DisplayName("of a server refuses a client that has no password")
  void refused() throws Exception {
    refusesKafka("bootstrap.servers", servers.kafka());
    refusesKafka("bootstrap.controllers", servers.kafkaController());
    refusesSql(servers.postgres(), "postgres", "");
    refusesSql(servers.postgres(), "streamproc", "streamproc");
    refusesSql(servers.questDbPg(), "admin", "quest");
    String http = "http://127.0.0.1:" + servers.questDbHttp();
    assertEquals(401, Streamproc.get(http + "/exec?query=drop%20table%20low").statusCode());
  }

  private static void refusesKafka(String kind, int port) {
    Map<String, Object> client =
        Map.of(
            kind, "127.0.0.1:" + port, "default.api.timeout.ms", 1500, "request.timeout.ms", 1000);
    try (Admin admin = Admin.create(client)) {
      assertThrows(ExecutionException.class, () -> admin.describeCluster().nodes().get(), kind);
    }
  }

  private static void refusesSql(int port, String user, String password) {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/streamproc";
    SQLException e =
        assertThrows(
            SQLException.class, () -> DriverManager.getConnection(url, user, password), user);
    assertFalse("08001".equals(e.getSQLState()), "the premise: it listens");
  }

  @Test
  @DisplayName("has a password that no other user can read: not in files, arguments or logs")
  void secret() throws Exception {
    Map<String, String> settings = EmbeddedServers.settings(data, servers);
    String arguments = arguments();
    for (String server : List.of("kafka", "postgres", "questdb")) {
      assertEquals("rwx------", permissions(data.resolve(server)));
      assertEquals("rw-------", permissions(data.resolve(server).resolve("password")));
    }
    for (String key : List.of("kafka.password", "timescale.password", "influx.password")) {
      String password = settings.get(key);
      assertTrue(password.matches("[0-9a-f]{32}"), key);
      assertFalse(arguments.contains(password), key);
      assertFalse(local.output().contains(password), key);
    }
  }

  /** What {@code ps} shows of all its processes. */
  private static String arguments() throws IOException {
    ProcessHandle process = ProcessHandle.of(local.process().pid()).orElseThrow();
    StringBuilder all = new StringBuilder();
    for (long pid : process.descendants().map(ProcessHandle::pid).toList().toArray(Long[]::new)) {
      all.append(commandLine(pid));
    }
    return all.append(commandLine(process.pid())).toString();
  }

  private static String commandLine(long pid) throws IOException {
    byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
    return new String(line, StandardCharsets.UTF_8);
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  @DisplayName("allows users who can read the data folder")
  void admitted() {
    Cli verify =
        Cli.run(
            Main::execute,
            "verify",
            "--local=" + data,
            "--server-ports=" + servers.kafka(),
            "--json");
    assertEquals(0, verify.code(), verify.toString());
  }
}
