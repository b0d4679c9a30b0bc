package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.MovableClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName("The producer, against a real server in the API's place,")
class EventProducerIT {
  private static final Logger LOG = LoggerFactory.getLogger(EventProducerIT.class);
  private static final long SEED = 42;

  private static final double[] MIXED = {13.56, 8.33, 5, 5, 5, 0.25, 4.75, 7.2, 1};

  private Vertx vertx;
  private FakeApi api;
  private RoleContext role;
  private String deployment;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    api = await(FakeApi.listen(vertx, 0));
    role = RoleContext.create(vertx);
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  @DisplayName("posts its events in order, is ready at once, and leaves nothing unsent at a stop")
  void posts() throws Exception {
    deploy(Map.of("rate", "1000", "shape", "sine", "period", "1s"));
    assertTrue(role.health().part("event-producer").isReady());
    Eventually.holds(() -> count("events.acknowledged") >= 500);
    undeploy();
    double[] expected = expected(Shape.SINE, 1_000, 1_000, api.acknowledged().size());
    assertEquals(boxed(expected), api.acknowledged());
    assertFalse(role.metrics().scrape().contains("streamproc"), "meters are left in the registry");
    assertTrue(role.health().reasons().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeApi.Mode.class,
      names = {"FAIL", "BUSY", "TOO_MANY", "STALL", "DROP_CONNECTION", "LOSE_ANSWER"})
  @DisplayName("loses nothing and keeps the order through an outage of any kind")
  void outage(FakeApi.Mode mode) throws Exception {
    deploy(Map.of("rate", "2000", "batch-max", "100"));
    Eventually.holds(() -> count("events.acknowledged") >= 200);
    api.mode(mode);
    Eventually.holds(() -> count("requests.retried") >= 2);
    api.mode(FakeApi.Mode.ACCEPT);
    double generated = count("events.generated");
    Eventually.holds(() -> count("events.acknowledged") >= generated);
    assertEquals(0, count("events.dropped"));
    undeploy();
    List<Double> arrived = api.acknowledged();
    assertEquals(boxed(expected(Shape.UNIFORM, arrived.size())), arrived);
    assertEquals(arrived, api.stored(), "a retry is known by its key");
  }

  @Test
  @DisplayName("starts before the API, and finds it when it comes back on the same port")
  void apiAway() throws Exception {
    int port = api.port();
    await(api.close());
    deploy(Map.of("rate", "1000"), port);
    Eventually.holds(() -> count("requests.retried") >= 2);
    api = await(FakeApi.listen(vertx, port));
    Eventually.holds(() -> count("events.acknowledged") >= 500);
    await(api.close());
    double retried = count("requests.retried");
    Eventually.holds(() -> count("requests.retried") >= retried + 2);
    List<Double> before = api.acknowledged();
    api = await(FakeApi.listen(vertx, port));
    Eventually.holds(() -> count("events.unsent") < 50);
    undeploy();
    List<Double> all = new ArrayList<>(before);
    all.addAll(api.acknowledged());
    assertEquals(boxed(expected(Shape.UNIFORM, all.size())), all);
  }

  @Test
  @DisplayName("waits as long as Retry-After says")
  void retryAfter() throws Exception {
    api.mode(FakeApi.Mode.BUSY);
    deploy(Map.of("rate", "1000"));
    Eventually.holds(() -> count("requests.retried") >= 1);
    long start = System.nanoTime();
    Eventually.holds(() -> count("requests.retried") >= 3);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis >= 1_900, "two more tries within " + millis + " ms");
    assertEquals(3, api.requests());
  }

  @Test
  @DisplayName("drops the newest when its buffer is full, counts them, and the counts add up")
  void bufferFull() throws Exception {
    MovableClock clock = new MovableClock(1_700_000_000_000L);
    role = new RoleContext(role.health(), role.metrics(), clock);
    deploy(Map.of("rate", "5000", "buffer", "1000", "batch-max", "300"));
    Eventually.holds(() -> count("events.acknowledged") == 1);
    api.mode(FakeApi.Mode.DROP_CONNECTION);
    clock.advance(Duration.ofMillis(1_000));
    Eventually.holds(() -> count("events.generated") == 5_001);
    assertEquals(1_000, count("events.unsent"));
    assertEquals(4_000, count("events.dropped"));
    api.mode(FakeApi.Mode.ACCEPT);
    Eventually.holds(() -> count("events.unsent") == 0);
    clock.advance(Duration.ofMillis(100));
    Eventually.holds(() -> count("events.generated") == 5_501 && count("events.unsent") == 0);
    assertEquals(1_501, count("events.acknowledged"));

    double[] all = expected(Shape.UNIFORM, 5_501);
    List<Double> kept = new ArrayList<>(boxed(Arrays.copyOf(all, 1_001)));
    kept.addAll(boxed(Arrays.copyOfRange(all, 5_001, 5_501)));
    assertEquals(kept, api.acknowledged());
  }

  @Test
  @DisplayName("drops a batch that is refused for good, counts it, and does not hammer the API")
  void refused() throws Exception {
    api.mode(FakeApi.Mode.REFUSE);
    deploy(Map.of("rate", "1000", "batch-max", "50"));
    long start = System.nanoTime();
    Eventually.holds(() -> api.requests() >= 4);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis >= 400, "four refused batches within " + millis + " ms");
    api.mode(FakeApi.Mode.ACCEPT);
    Eventually.holds(() -> count("events.acknowledged") >= 500);
    double dropped = count("events.dropped");
    assertTrue(dropped > 0 && dropped <= 4 * 50, dropped + " dropped");
    undeploy();
    int from = (int) dropped;
    int to = from + api.acknowledged().size();
    assertEquals(
        boxed(Arrays.copyOfRange(expected(Shape.UNIFORM, to), from, to)), api.acknowledged());
  }

  @Test
  @DisplayName("sends what it kept when it is stopped, even if the last try failed a moment ago")
  void flushes() throws Exception {
    MovableClock clock = new MovableClock(1_700_000_000_000L);
    role = new RoleContext(role.health(), role.metrics(), clock);
    api.mode(FakeApi.Mode.FAIL);
    deploy(Map.of("rate", "5000", "batch-max", "300"));
    Eventually.holds(() -> count("events.generated") == 1);
    clock.advance(Duration.ofMillis(1_000));
    Eventually.holds(() -> count("events.generated") == 5_001 && count("requests.retried") >= 3);
    api.mode(FakeApi.Mode.ACCEPT);
    undeploy();
    assertEquals(boxed(expected(Shape.UNIFORM, 5_001)), api.acknowledged());
  }

  @Test
  @DisplayName("stops in time when the API stalls")
  void stopsInTime() throws Exception {
    api.mode(FakeApi.Mode.STALL);
    deploy(Map.of("rate", "1000", "flush-timeout", "500ms", "request-timeout", "1m"));
    Eventually.holds(() -> api.requests() == 1 && count("events.unsent") > 100);
    long start = System.nanoTime();
    undeploy();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis >= 490 && millis < 3_000, "stopped after " + millis + " ms");
  }

  @Test
  @DisplayName("sends several requests at a time if told so, and loses nothing")
  void inFlight() throws Exception {
    deploy(Map.of("rate", "20000", "batch-max", "50", "in-flight", "8"));
    Eventually.holds(() -> count("events.acknowledged") >= 4_000);
    api.mode(FakeApi.Mode.FAIL);
    Eventually.holds(() -> count("requests.retried") >= 10);
    api.mode(FakeApi.Mode.ACCEPT);
    double generated = count("events.generated");
    Eventually.holds(() -> count("events.acknowledged") >= generated);
    undeploy();
    List<Double> arrived = new ArrayList<>(api.acknowledged());
    List<Double> sent = new ArrayList<>(boxed(expected(Shape.UNIFORM, arrived.size())));
    arrived.sort(null);
    sent.sort(null);
    assertEquals(sent, arrived);
  }

  @Test
  @DisplayName("keeps a rate of 100,000 a second")
  void fullRate() throws Exception {
    long start = System.nanoTime();
    deploy(Map.of("rate", "100000", "request-timeout", "10s"));
    Eventually.holds(() -> count("events.acknowledged") >= 200_000);
    double seconds = (System.nanoTime() - start) / 1e9;
    double acknowledged = count("events.acknowledged");
    undeploy();
    LOG.warn("{} events acknowledged in {} s: {}/s", acknowledged, seconds, acknowledged / seconds);
    assertTrue(seconds > 1.9 && seconds < 4, "took " + seconds + " s");
    assertEquals(boxed(expected(Shape.UNIFORM, api.acknowledged().size())), api.acknowledged());
  }

  @Test
  @DisplayName("replays a file with its own times, as fast as it goes, beside no generator")
  void replay() throws Exception {
    deploy(replay(mixed(), "replay-speed", "max"));
    Eventually.holds(() -> count("events.acknowledged") == MIXED.length);
    assertEquals(boxed(MIXED), api.acknowledged());
    assertEquals(
        List.of(
            1441107000000L,
            1441107300000L,
            1441107300000L,
            1441107300000L,
            1441107600000L,
            1441108000000L,
            1441108800000L,
            1441109000000L,
            1441109400000L),
        api.acknowledgedTimes());
    assertEquals(1, count("replay.bad.lines"));
  }

  @Test
  @DisplayName("replays a file of any name, and keeps its position by that name")
  void replayOfAnyName(@TempDir Path folder) throws Exception {
    Path state = Files.createDirectory(folder.resolve("state"));
    int sent = 0;
    for (String name : names()) {
      Path file = Files.writeString(folder.resolve(name), "1441107000000," + ++sent + "\n");
      Map<String, String> settings = replay(file, "replay-speed", "max");
      settings.put("replay-state", state.toString());
      deploy(settings);
      Eventually.holds(() -> count("events.acknowledged") == 1);
      undeploy();
      assertEquals(sent, api.acknowledged().get(sent - 1), name);
      try (Stream<Path> kept = Files.list(state)) {
        assertEquals(sent, kept.filter(p -> p.toString().endsWith(".replayed")).count(), name);
      }
    }
    assertEquals(sent, api.acknowledged().size());
  }

  /** Each printable character of ASCII, alone and between others; and what is not printable. */
  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (char c = ' '; c <= '~'; c++) {
      if (c != '/') {
        names.add(c == '.' ? "..." : String.valueOf(c));
        names.add("a" + c + "1.csv");
      }
    }
    names.addAll(List.of("a\nb", "\t", "\u001b[31m", "Gr\u00f6\u00dfe", "\u4e2d", "\u202e"));
    return names;
  }

  @Test
  @DisplayName("never drops a replayed event: it reads on when there is room")
  void replayBackPressure(@TempDir Path folder) throws Exception {
    int events = 50_000;
    StringBuilder text = new StringBuilder("timestamp,value\n");
    List<Double> expected = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      text.append(1_441_107_000_000L + i).append(',').append(i).append('\n');
      expected.add((double) i);
    }
    Path file = Files.writeString(folder.resolve("many.csv"), text);
    api.mode(FakeApi.Mode.FAIL);
    deploy(replay(file, "replay-speed", "max", "batch-max", "700"));
    Eventually.holds(() -> count("requests.retried") >= 2);
    assertEquals(1_400, count("events.unsent"));
    api.mode(FakeApi.Mode.ACCEPT);
    Eventually.holds(() -> count("events.acknowledged") == events);
    assertEquals(0, count("events.dropped"));
    assertEquals(expected, api.acknowledged());
  }

  @Test
  @DisplayName("replays at a multiple of real time, shifted to now")
  void replaySpeed() throws Exception {
    long begin = 1_700_000_000_000L;
    MovableClock clock = new MovableClock(begin);
    role = new RoleContext(role.health(), role.metrics(), clock);
    deploy(replay(mixed(), "replay-speed", "100", "replay-times", "now"));
    Eventually.holds(() -> count("events.acknowledged") == 1);
    clock.advance(Duration.ofMillis(3_000));
    Eventually.holds(() -> count("events.acknowledged") == 4);
    clock.advance(Duration.ofMillis(2_999));
    clock.advance(Duration.ofMillis(1));
    Eventually.holds(() -> count("events.acknowledged") == 5);
    clock.advance(Duration.ofMillis(18_000));
    Eventually.holds(() -> count("events.acknowledged") == 9);
    assertEquals(
        List.of(
            begin,
            begin + 3_000,
            begin + 3_000,
            begin + 3_000,
            begin + 6_000,
            begin + 10_000,
            begin + 18_000,
            begin + 20_000,
            begin + 24_000),
        api.acknowledgedTimes());
  }

  @Test
  @DisplayName("replays in a loop beside the generator")
  void replayLoop() throws Exception {
    Map<String, String> settings = replay(mixed(), "replay-speed", "max", "replay-loop", "true");
    settings.put("generator", "true");
    deploy(settings);
    Eventually.holds(() -> count("events.acknowledged", "replay") >= 50);
    Eventually.holds(() -> count("events.acknowledged", "generator") >= 5);
    undeploy();
    List<Double> replayed = new ArrayList<>();
    List<Double> amounts = api.acknowledged();
    List<Long> times = api.acknowledgedTimes();
    for (int i = 0; i < times.size(); i++) {
      if (times.get(i) < 1_500_000_000_000L) { // those of the file are of 2015
        replayed.add(amounts.get(i));
      }
    }
    for (int i = 0; i < replayed.size(); i++) {
      assertEquals(MIXED[i % MIXED.length], replayed.get(i));
    }
  }

  @Test
  @DisplayName("does not start on a file without a single event, and says what is wrong with it")
  void replayOfNothing(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("bad.csv"), "timestamp,value\nbad 1\u001b[31m,2\n");
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> deploy(replay(file, "replay-loop", "true")));
    assertTrue(
        e.getCause().getMessage().contains("line 2 skipped: 'bad 1\\u001b[31m' is no time"),
        e.getMessage());
    assertEquals(0, api.requests());
  }

  @Test
  @DisplayName("does not start if the file can't be read, and says which")
  void unreadable() {
    ExecutionException e =
        assertThrows(
            ExecutionException.class, () -> deploy(replay(Path.of("/nowhere/events.csv"))));
    assertEquals(IOException.class, e.getCause().getClass());
    assertTrue(e.getCause().getMessage().contains("/nowhere/events.csv"), e.getMessage());
    assertFalse(role.health().reasons().containsKey("event-producer"));
  }

  @Test
  @DisplayName("without keys stores a batch twice whose answer was lost")
  void withoutKeys() throws Exception {
    deploy(Map.of("rate", "2000", "batch-max", "100", "idempotent", "false"));
    Eventually.holds(() -> count("events.acknowledged") >= 200);
    api.mode(FakeApi.Mode.LOSE_ANSWER);
    Eventually.holds(() -> count("requests.retried") >= 2);
    api.mode(FakeApi.Mode.ACCEPT);
    double generated = count("events.generated");
    Eventually.holds(() -> count("events.acknowledged") >= generated);
    undeploy();
    assertTrue(api.stored().size() > api.acknowledged().size());
  }

  @Test
  @DisplayName(
      "says how long a replay waits, and that its times go back, and copes with a clock set back")
  void pauses(@TempDir Path folder) throws Exception {
    MovableClock clock = new MovableClock(1_700_000_000_000L);
    role = new RoleContext(role.health(), role.metrics(), clock);
    String text =
        "1970-09-01 00:00,1\n1970-08-01 00:00,2\n1970-09-01 00:01,3\n2015-09-01 00:00,4\n";
    Path file = Files.writeString(folder.resolve("f.csv"), text);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.list = new CopyOnWriteArrayList<>();
    log.start();
    var logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(ReplayFeed.class);
    logger.addAppender(log);
    try {
      deploy(replay(file));
      Eventually.holds(() -> count("events.acknowledged") == 2);
      Eventually.holds(() -> said(log, "line 2 is 31 days before the first event"));
      Eventually.holds(() -> said(log, "next event due in 60 s at 2023-11-14T22:14:20Z: line 3"));
      clock.advance(Duration.ofDays(-400));
      Eventually.holds(() -> said(log, "the clock was set back by 400 days"));
      clock.advance(Duration.ofSeconds(61));
      Eventually.holds(() -> count("events.acknowledged") == 3);
      clock.advance(Duration.ofSeconds(61));
      Eventually.holds(() -> said(log, "next event due in 45 years at 20"));
      undeploy();
      assertTrue(said(log, "stopped in the middle of"));
    } finally {
      logger.detachAppender(log);
    }
  }

  private static boolean said(ListAppender<ILoggingEvent> log, String text) {
    return log.list.stream().anyMatch(event -> event.getFormattedMessage().contains(text));
  }

  private static Path numbered(Path folder, int from, int to) throws IOException {
    StringBuilder text = new StringBuilder(from == 0 ? "timestamp,value\n" : "");
    for (int i = from; i < to; i++) {
      text.append(1_441_107_000_000L + i).append(',').append(i).append('\n');
    }
    return Files.writeString(
        folder.resolve("numbered.csv"),
        text,
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }

  private void assertStoredOnce(int events) {
    List<Double> expected = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      expected.add((double) i);
    }
    assertEquals(expected, api.stored());
  }

  private Map<String, String> resumable(Path file, Path folder, String... more) {
    Map<String, String> settings = replay(file, "replay-speed", "max", "batch-max", "100");
    settings.put("replay-state", folder.resolve("state").toString());
    settings.put("flush-timeout", "100ms");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeApi.Mode.class,
      names = {"FAIL", "LOSE_ANSWER"})
  @DisplayName("goes on with a replay where it was stopped, without a gap and without doubling")
  void resumes(FakeApi.Mode mode, @TempDir Path folder) throws Exception {
    Path file = numbered(folder, 0, 5_000);
    Map<String, String> settings = resumable(file, folder, "replay-times", "now", "in-flight", "3");
    for (int run = 1; run <= 3; run++) {
      api.mode(FakeApi.Mode.ACCEPT);
      int retried = (int) count("requests.retried");
      int before = api.acknowledged().size();
      api.failAfter(before + 700, mode);
      deploy(settings);
      Eventually.holds(() -> count("requests.retried") > retried);
      undeploy();
    }
    api.failAfter(Integer.MAX_VALUE, mode);
    api.mode(FakeApi.Mode.ACCEPT);
    deploy(settings);
    Eventually.holds(
        () -> Files.readString(folder.resolve("state")).contains("\"finished\" : true"));
    List<Double> stored = new ArrayList<>(api.stored());
    stored.sort(null); // several in flight
    for (int i = 0; i < 5_000; i++) {
      assertEquals(i, stored.get(i));
    }
    assertEquals(5_000, stored.size());
  }

  @Test
  @DisplayName("sends a finished file only again if told so, and of a file that grew what is new")
  void finished(@TempDir Path folder) throws Exception {
    Path file = numbered(folder, 0, 1_000);
    Map<String, String> settings = resumable(file, folder);
    finish(settings, folder, 1_000);
    finish(settings, folder, 1_000);
    assertStoredOnce(1_000);
    numbered(folder, 1_000, 1_500);
    finish(settings, folder, 1_500);
    assertStoredOnce(1_500);
    settings.put("replay-restart", "true");
    finish(settings, folder, 3_000);
  }

  private void finish(Map<String, String> settings, Path folder, int stored) throws Exception {
    deploy(settings);
    Path state = folder.resolve("state");
    Eventually.holds(
        () ->
            api.stored().size() == stored
                && Files.exists(state)
                && Files.readString(state).contains("\"finished\" : true"));
    undeploy();
  }

  @Test
  @DisplayName("refuses to go on with a file that has changed, or by other options")
  void changed(@TempDir Path folder) throws Exception {
    Path file = numbered(folder, 0, 1_000);
    Map<String, String> settings = resumable(file, folder);
    finish(settings, folder, 1_000);
    Map<String, String> other = new HashMap<>(settings);
    other.put("replay-zone", "Europe/Berlin");
    assertTrue(refusal(other).contains("was begun with other options"));
    Files.writeString(file, Files.readString(file).replace(",500\n", ",501\n"));
    assertTrue(refusal(settings).contains("has changed in what was replayed already"));
    assertStoredOnce(1_000);
  }

  private String refusal(Map<String, String> settings) {
    return assertThrows(ExecutionException.class, () -> deploy(settings)).getCause().getMessage();
  }

  @Test
  @DisplayName(
      "doubles nothing by a second run without a kept position, as keys are of the content")
  void repeated(@TempDir Path folder) throws Exception {
    Path file = numbered(folder, 0, 10_050);
    Map<String, String> settings = replay(file, "replay-speed", "max");
    for (int run = 1; run <= 2; run++) {
      deploy(settings);
      Eventually.holds(() -> count("events.acknowledged") == 10_050);
      undeploy();
      assertStoredOnce(10_050);
    }
  }

  private static Path mixed() throws Exception {
    return Path.of(EventProducerIT.class.getResource("/mixed.csv").toURI());
  }

  private static Map<String, String> replay(Path file, String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("replay-state", "none");
    settings.put("generator", "false");
    settings.put("replay-file", file.toString());
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private void deploy(Map<String, String> settings) throws Exception {
    deploy(settings, api.port());
  }

  private void deploy(Map<String, String> given, int port) throws Exception {
    Map<String, String> values = new HashMap<>();
    values.put("event-producer.url", "http://127.0.0.1:" + port);
    values.put("event-producer.seed", Long.toString(SEED));
    values.put("event-producer.request-timeout", "300ms");
    given.forEach((key, value) -> values.put("event-producer." + key, value));
    Settings source = Settings.of(values);
    ProducerSettings settings = ProducerSettings.read(source);
    source.check();
    deployment = await(vertx.deployVerticle(new EventProducerVerticle(settings, role)));
  }

  private void undeploy() throws Exception {
    await(vertx.undeploy(deployment));
  }

  /** The first amounts of the shape; a sine or burst runs at the rate and period given. */
  private static double[] expected(Shape shape, double rate, double period, int count) {
    Amounts amounts = Amounts.of(shape, period, SEED);
    double[] expected = new double[count];
    for (int i = 0; i < count; i++) {
      expected[i] = amounts.next(i * (1_000 / rate));
    }
    return expected;
  }

  private static double[] expected(Shape shape, int count) {
    return expected(shape, 1, 1, count);
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private double count(String name) {
    return count(name, "");
  }

  /** Sum of the meters of that name, of one source or of all. */
  private double count(String name, String source) {
    return role.metrics().getMeters().stream()
        .filter(meter -> meter.getId().getName().equals("streamproc.producer." + name))
        .filter(meter -> source.isEmpty() || source.equals(meter.getId().getTag("source")))
        .mapToDouble(meter -> meter.measure().iterator().next().getValue())
        .sum();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
