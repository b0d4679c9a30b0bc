package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.streamproc.core.role.RoleContext;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.MovableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

@DisplayName("A replay, against a real server in the API's place,")
class ReplayIT extends ProducerFixture {
  private static final double[] MIXED = {13.56, 8.33, 5, 5, 5, 0.25, 4.75, 7.2, 1};

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
    var logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.streamproc.producer");
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
    return Path.of(ReplayIT.class.getResource("/mixed.csv").toURI());
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
}
