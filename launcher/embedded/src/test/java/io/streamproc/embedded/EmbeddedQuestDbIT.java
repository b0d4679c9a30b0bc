package io.streamproc.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The embedded QuestDB")
class EmbeddedQuestDbIT {
  private static final int ROWS = 1000;

  /** Unauthorized, not found, or method not allowed. */
  private static final Set<Integer> REFUSALS = Set.of(401, 404, 405);

  private static final String TABLE =
      """
      CREATE TABLE points ("partition" SYMBOL, amount DOUBLE, time TIMESTAMP_NS)
      TIMESTAMP(time) PARTITION BY DAY WAL DEDUP UPSERT KEYS(time, "partition")
      """;

  @TempDir private static Path sharedDir;
  private static EmbeddedQuestDb shared;

  @TempDir Path dir;

  private final int[] ports = FreePorts.several(2);

  @BeforeAll
  static void startShared() {
    int[] ports = FreePorts.several(2);
    shared = EmbeddedQuestDb.start(sharedDir, ports[0], ports[1]);
  }

  @AfterAll
  static void stopShared() {
    shared.close();
  }

  @Test
  @DisplayName(
      "keeps acknowledged points over a stop, even on other ports and in a folder with an odd name")
  void keepsDataOverStop() throws Exception {
    Path odd = dir.resolve("$HOME`touch hit`");
    try (EmbeddedQuestDb db = EmbeddedQuestDb.start(odd, ports[0], ports[1])) {
      QuestDbProbe probe = new QuestDbProbe(db);
      probe.sql(TABLE);
      assertEquals(204, probe.write(lines()));
      probe.awaitCount("points", ROWS);
    }
    Files.delete(Password.file(odd)); // like a folder of a release without passwords
    int[] others = FreePorts.several(2);
    try (EmbeddedQuestDb db = EmbeddedQuestDb.start(odd, others[0], others[1])) {
      QuestDbProbe probe = new QuestDbProbe(db);
      probe.awaitCount("points", ROWS);
      assertEquals(204, probe.write(lines()));
      assertEquals(204, probe.write("points,partition=9 amount=1.5 1700000000000000000\n"));
      probe.awaitCount("points", ROWS + 1);
    }
  }

  @Test
  @DisplayName("keeps acknowledged points over a hard kill and leaves nothing in the temp folder")
  void keepsDataOverHardKill() throws Exception {
    Set<String> before = temporaryLibraries();
    try (JavaProcess child = ChildJvm.start("questdb", dir, ports[0], ports[1])) {
      QuestDbProbe probe = new QuestDbProbe(ports[0], Password.read(dir));
      probe.sql(TABLE);
      assertEquals(204, probe.write(lines()));
      child.kill();
    }
    assertEquals(before, temporaryLibraries());
    try (EmbeddedQuestDb db = EmbeddedQuestDb.start(dir, ports[0], ports[1])) {
      new QuestDbProbe(db).awaitCount("points", ROWS);
    }
  }

  @Test
  @DisplayName("answers SQL over the PostgreSQL wire")
  void speaksPostgres() throws Exception {
    try (EmbeddedQuestDb db = EmbeddedQuestDb.start(dir, ports[0], ports[1]);
        Connection c =
            DriverManager.getConnection(
                String.format(
                    Locale.ROOT,
                    "jdbc:postgresql://%s:%d/%s",
                    db.host(),
                    db.pgPort(),
                    db.pgDatabase()),
                db.user(),
                db.password());
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("SELECT sum(x) FROM long_sequence(100)")) {
      r.next();
      assertEquals(5050, r.getLong(1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/exec?query=select%201",
        "/exec?query=drop%20table%20points",
        "/exp?query=select%201",
        "/imp?name=points",
        "/chk?f=json&j=points",
        "/write?precision=ns",
        "/api/v2/write?bucket=any&precision=ns",
        "/api/v1/sql/execute?query=select%201",
        "/index.html"
      })
  @DisplayName("answers no request without the password")
  void wantsThePassword(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(shared.url() + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    int status = HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
    assertTrue(REFUSALS.contains(status), "status " + status);
  }

  /** Rows in memory are lost if the file system has become read-only, and nothing reports it. */
  @Test
  @DisplayName("acknowledges rows after they were written to the disk")
  void syncs() throws Exception {
    String sql = "(SHOW PARAMETERS) WHERE property_path = 'cairo.commit.mode'";
    String answer = new QuestDbProbe(shared).sql(sql);
    assertTrue(answer.contains("\"sync\""), answer);
  }

  @Test
  @DisplayName("accepts no lines without the password")
  void wantsThePasswordForLines() throws Exception {
    assertEquals(401, new QuestDbProbe(shared.httpPort(), "guess").write(lines()));
  }

  @Test
  @DisplayName("accepts none of QuestDB's default passwords over the PostgreSQL wire")
  void wantsThePasswordOnTheWire() {
    String url = "jdbc:postgresql://127.0.0.1:" + shared.pgPort() + "/qdb";
    for (String user : List.of("admin", "user", "streamproc")) {
      SQLException e =
          assertThrows(
              SQLException.class, () -> DriverManager.getConnection(url, user, "quest"), user);
      assertTrue(e.getMessage().contains("password"), e.getMessage());
    }
  }

  @Test
  @DisplayName("creates no table from a line, and keeps no telemetry")
  void makesNoTableByItself() throws Exception {
    try (EmbeddedQuestDb db = EmbeddedQuestDb.start(dir, ports[0], ports[1])) {
      QuestDbProbe probe = new QuestDbProbe(db);
      assertEquals(400, probe.write("mistyped amount=1 1700000000000000000\n"));
      assertThrows(IOException.class, () -> probe.sql("SELECT * FROM mistyped"));
      assertTrue(probe.sql("SELECT table_name FROM tables()").contains("\"dataset\":[]"));
      probe.sql(TABLE);
      assertEquals(204, probe.write(lines()));
      probe.awaitCount("points", ROWS);
      assertEquals(List.of(), hiddenTables(dir));
    }
  }

  /** Returns the folders of telemetry, which SQL does not list. */
  private static List<String> hiddenTables(Path home) throws IOException {
    try (Stream<Path> tables = Files.list(home.resolve("db"))) {
      return tables
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.contains("telemetry"))
          .toList();
    }
  }

  @Test
  @DisplayName("prints nothing on the terminal, even when it is closed")
  void printsNothing() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(capture);
    System.setErr(capture);
    try {
      EmbeddedQuestDb.start(dir, ports[0], ports[1]).close();
      System.out.println("ours");
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertEquals("ours", printed.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  @DisplayName("says which port is in use")
  void namesThePortInUse() throws Exception {
    try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int taken = holder.getLocalPort();
      EmbeddedServerException e =
          assertThrows(
              EmbeddedServerException.class, () -> EmbeddedQuestDb.start(dir, taken, ports[1]));
      assertEquals(
          "QuestDB: HTTP port "
              + taken
              + " of 127.0.0.1 is in use; stop what holds it or choose another port",
          e.getMessage());
    }
  }

  private static String lines() {
    return IntStream.range(0, ROWS)
        .mapToObj(
            i ->
                String.format(
                    Locale.ROOT,
                    "points,partition=0 amount=%d.5 %d\n",
                    i,
                    1700000000000000000L + i))
        .collect(Collectors.joining());
  }

  private static Set<String> temporaryLibraries() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("libquestdb"))
          .collect(Collectors.toSet());
    }
  }
}
