package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.role.Roles;
import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.OtlpReceiver;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("streamproc local")
@Timeout(300)
class LocalIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "--ephemeral shows both series on the page it names, and SIGTERM leaves nothing behind")
  void ephemeral() throws Exception {
    Streamproc left = Streamproc.start(folder, "PostgreSQL is up", Streamproc.local("--ephemeral"));
    ProcessHandle orphan;
    try (left) {
      left.awaitReady();
      orphan = postgres(ephemeralFolder());
      left.process().kill();
    }
    try (Streamproc local =
        Streamproc.start(
            folder, Streamproc.LOCAL_IS_UP, Streamproc.local("--ephemeral", "--rate=200"))) {
      local.awaitReady();
      assertTrue(gone(orphan), "the next start ends the postgres of a killed one");
      ProcessHandle postgres = postgres(ephemeralFolder());

      String page = local.printed("page");
      assertTrue(Streamproc.get(page).body().contains("<html"), "the page");
      String series = awaitSeries(page, 1, 1);
      assertFalse(series.contains("unavailable"), series);
      JsonObject dead = new JsonObject(Streamproc.get(page + "/api/dead").body());
      assertEquals(0, dead.getInteger("total"), dead::encode);
      assertEquals("{\"last\":null}", Streamproc.get(page + "/api/verify").body());
      assertEquals(200, Streamproc.get(local.printed("health")).statusCode());
      assertReadsWell(local.output());
      assertAllWork(page);
      assertMetrics(local.printed("health").replaceFirst("/health.*", "/metrics"));

      assertEquals(0, local.terminate(), local.output());
      assertTrue(gone(postgres), "no postgres is left");
      assertFalse(answers(page));
      try (Stream<Path> files = Files.list(folder)) {
        assertEquals(List.of(), files.filter(Files::isDirectory).toList(), "no data is left");
      }
    }
  }

  /** All roles are in this process, so its meters are those of the document. */
  private static void assertMetrics(String url) throws Exception {
    // The first live updates and reads; the meters of event bus and pools come with their first
    // use.
    String metrics =
        Eventually.get(
            PATIENCE,
            () -> Streamproc.get(url).body(),
            text ->
                new MetricsText(text).meters().containsKey("vertx_eventbus_published_total")
                    && MetricsDocument.value(
                            new MetricsText(text), "streamproc_event_api_events_total")
                        > 0);
    MetricsText text = new MetricsText(metrics);
    assertEquals(List.of(), text.problems());
    MetricsDocument.assertPromtoolAccepts(metrics);
    new MetricsDocument().assertDescribes(text);
    assertEquals(0, MetricsDocument.value(text, "streamproc_event_loop_blocked_seconds"), 60);
  }

  /** All roles say that they work, and all but the auditor that something passes through them. */
  private static void assertAllWork(String page) throws Exception {
    List<String> expected = Roles.all().stream().map(role -> role.name() + " ready").toList();
    List<String> working =
        Eventually.get(
            PATIENCE,
            () -> working(new JsonObject(Streamproc.get(page + "/api/pipeline").body())),
            expected::equals);
    JsonObject pipeline = new JsonObject(Streamproc.get(page + "/api/pipeline").body());
    assertEquals(expected, working, pipeline::encode);
    assertEquals(
        expected.size() - 1,
        roles(pipeline).filter(role -> !input(role).isEmpty()).count(),
        pipeline::encode);
  }

  private static Stream<JsonObject> roles(JsonObject pipeline) {
    return pipeline.getJsonArray("roles").stream()
        .map(JsonObject.class::cast)
        .filter(role -> role.containsKey("figures"));
  }

  /** The rates of what comes into a role. */
  private static List<Double> input(JsonObject role) {
    return role.getJsonObject("figures").getJsonObject("rates").stream()
        .filter(rate -> rate.getKey().endsWith("In"))
        .map(rate -> ((Number) rate.getValue()).doubleValue())
        .toList();
  }

  /** The roles that something comes into, or nothing has to, with their states. */
  private static List<String> working(JsonObject pipeline) {
    return roles(pipeline)
        .filter(role -> input(role).isEmpty() || input(role).stream().anyMatch(rate -> rate > 0))
        .map(role -> role.getString("name") + " " + role.getString("state"))
        .toList();
  }

  /** Nothing that reads like trouble, and nothing that makes a terminal scroll. */
  private static void assertReadsWell(String output) {
    List<String> lines = output.lines().toList();
    List<String> trouble =
        lines.stream()
            .filter(line -> line.contains("ERROR") || line.contains("\tat "))
            // Kafka logs an error when the machine is so busy that one of its steps takes 2 s.
            .filter(line -> !line.contains(" EventPerformanceMonitor "))
            .toList();
    assertEquals(List.of(), trouble);
    assertTrue(lines.size() < 50, output);
  }

  @Test
  @DisplayName(
      "--data keeps its events over kill -9, ends the orphaned postgres, and refuses a second one")
  void data() throws Exception {
    Path data = folder.resolve("data");
    List<String> arguments = onFixedPorts("--no-producer", "--data=" + data);
    ProcessHandle orphan;
    int posts;
    try (OtlpReceiver collector = new OtlpReceiver();
        Streamproc first =
            Streamproc.start(folder, Streamproc.LOCAL_IS_UP, observed(arguments, collector))) {
      first.awaitReady();
      Observed observed = new Observed(first, collector);
      observed.logEverything();
      posts = observed.postTraced(7.1357911, 8.1357911, 4.1357911);
      observed.postRefused();
      awaitSeries(first.printed("page"), 2 * posts, posts);
      observed.assertNothingOf(data);
      observed.assertHealthy(data, arguments);
      refuseASecondOne(data, first);
      orphan = postgres(data);
      first.process().kill();
    }
    assertTrue(orphan.isAlive(), "a kill leaves it running");
    try (Streamproc second = Streamproc.start(folder, Streamproc.LOCAL_IS_UP, arguments)) {
      second.awaitReady();
      assertTrue(gone(orphan));
      ProcessHandle postgres = postgres(data);
      awaitSeries(second.printed("page"), 2 * posts, posts);
      post(second, "{\"amount\":9}");
      String series = awaitSeries(second.printed("page"), 2 * posts + 1, posts);
      assertEquals(2 * posts + 1, count(series, SeriesName.HIGH), "nothing twice");
      assertEquals(posts, count(series, SeriesName.LOW), "nothing twice");

      second.interrupt();
      assertEquals(0, second.awaitEnd(), second.output());
      assertTrue(gone(postgres), "no postgres is left");
    }
    assertTrue(Files.isDirectory(data.resolve("kafka")), "the data stays");
  }

  private static List<String> observed(List<String> arguments, OtlpReceiver collector) {
    List<String> all = new ArrayList<>(arguments);
    all.add("--set=tracing.endpoint=" + collector.url());
    all.add("--set=tracing.sample=0"); // the client's decision is what is honoured
    all.add("--set=log.format=json");
    return all;
  }

  private void refuseASecondOne(Path data, Streamproc first) throws Exception {
    List<String> arguments = Streamproc.local("--data=" + data);
    try (Streamproc second = Streamproc.start(folder, Streamproc.LOCAL_IS_UP, arguments)) {
      assertEquals(1, second.awaitEnd());
      assertEquals(
          "streamproc: data folder: "
              + data
              + " is in use by another running StreamProc; stop it or"
              + " choose another folder",
          second.output().strip());
    }
    assertEquals(200, Streamproc.get(first.printed("health")).statusCode(), "the first one works");
  }

  @Test
  @DisplayName(
      "whose port is in use names it and the option that changes it, and leaves nothing behind")
  void portInUse() throws Exception {
    Path data = folder.resolve("data");
    try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = holder.getLocalPort();
      List<String> arguments = Streamproc.local("--data=" + data, "--port=" + port);
      arguments.remove("--port=0");
      try (Streamproc local = Streamproc.start(folder, Streamproc.LOCAL_IS_UP, arguments)) {
        assertEquals(1, local.awaitEnd());
        assertEquals(
            "streamproc: can't listen on 127.0.0.1:"
                + port
                + " (Address already in use); choose another port with --port",
            local.output().strip());
      }
    }
    assertFalse(Files.exists(data.resolve("postgres")), "no server was started");
  }

  @Test
  @DisplayName("with a low limit of open files names it and the remedy, and starts nothing")
  void lowLimit() throws Exception {
    Path data = folder.resolve("data");
    List<String> limited = List.of("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh");
    try (Streamproc local =
        Streamproc.startUnder(
            limited,
            folder,
            Streamproc.LOCAL_IS_UP,
            Map.of(),
            Streamproc.local("--data=" + data))) {
      assertEquals(1, local.awaitEnd());
      assertEquals(
          "streamproc: data folder: this process may open 256 files (`ulimit -n`), the servers need"
              + " 1024; raise the limit with `ulimit -n 4096` before the start, or with LimitNOFILE"
              + " of its service",
          local.output().strip());
    }
    assertFalse(Files.exists(data));
  }

  @Test
  @DisplayName("interrupted during its start stops everything that has started, and exits with 0")
  void interruptedStart() throws Exception {
    Path data = folder.resolve("data");
    try (Streamproc local =
        Streamproc.start(folder, "PostgreSQL is up", Streamproc.local("--data=" + data))) {
      local.awaitReady(); // Kafka and QuestDB take longer
      ProcessHandle postgres = postgres(data);
      local.interrupt();
      assertEquals(0, local.awaitEnd(), local.output());
      assertTrue(gone(postgres), "no postgres is left");
    }
  }

  /** A second start must be able to take the very ports that the killed first one had. */
  private static List<String> onFixedPorts(String... more) {
    int first = FreePorts.consecutive(5);
    List<String> arguments = new ArrayList<>(Streamproc.local(more));
    arguments.remove("--server-ports=0");
    arguments.add("--server-ports=" + first);
    return arguments;
  }

  private static void post(Streamproc local, String json) throws Exception {
    var answer = Streamproc.post(local.printed("events"), json);
    assertEquals(202, answer.statusCode(), answer.body());
  }

  /** The page's own snapshot, once it counts that many events at least. */
  private static String awaitSeries(String page, int high, int low) throws Exception {
    long from = System.currentTimeMillis() - 600_000;
    String url = page + "/api/series?step=5s&from=" + from;
    String series =
        Eventually.get(
            PATIENCE,
            () -> Streamproc.get(url).body(),
            body -> count(body, SeriesName.HIGH) >= high && count(body, SeriesName.LOW) >= low);
    assertTrue(count(series, SeriesName.HIGH) >= high, series);
    assertTrue(count(series, SeriesName.LOW) >= low, series);
    return series;
  }

  private static long count(String body, SeriesName name) {
    return body.contains("\"series\"") ? SeriesOracle.count(SeriesOracle.answered(body, name)) : 0;
  }

  private Path ephemeralFolder() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "streamproc-ephemeral-*")) {
      return found.iterator().next();
    }
  }

  /** The server of a data folder, by the lock file that it writes. */
  static ProcessHandle postgres(Path data) throws IOException {
    String pid = Files.readAllLines(data.resolve("postgres/data/postmaster.pid")).get(0);
    return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
  }

  private static boolean gone(ProcessHandle process) throws Exception {
    process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return !process.isAlive();
  }

  private static boolean answers(String url) {
    try {
      Streamproc.get(url);
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
