package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.role.RoleContext;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.LoggedLines;
import io.streamproc.testkit.MovableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A replay, with a real server in place of the API,")
class ReplayIT extends ProducerFixture {
  private static final double[] MIXED = {13.56, 8.33, 5, 5, 5, 0.25, 4.75, 7.2, 1};

  @RegisterExtension final LoggedLines log = LoggedLines.of("io.streamproc.producer");

  @Test
  @DisplayName("sends a file with its own times as fast as possible, without a generator")
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
  @DisplayName("sends a file of any name, and keeps its position under that name")
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

  /**
   * File names with each printable ASCII character, alone and between others, and with unprintable
   * ones.
   */
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
  @DisplayName("never drops an event: it pauses until there is room")
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
  @DisplayName("runs at a multiple of real time, shifted to now")
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
  @DisplayName("runs in a loop beside the generator")
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
      if (times.get(i) < 1_500_000_000_000L) { // the file's times are of 2015
        replayed.add(amounts.get(i));
      }
    }
    for (int i = 0; i < replayed.size(); i++) {
      assertEquals(MIXED[i % MIXED.length], replayed.get(i));
    }
  }

  @Test
  @DisplayName("counts the batches of a pass for that pass, even after the next one has begun")
  void passes(@TempDir Path folder) throws Exception {
    Path file = numbered(folder, 0, 9);
    Map<String, String> settings =
        replay(file, "replay-speed", "max", "replay-loop", "true", "batch-max", "3");
    settings.put("flush-timeout", "100ms");
    api.failAfter(3, FakeApi.Mode.FAIL);
    deploy(settings);
    // The second batch is in flight and the third in the buffer: the first pass is read completely.
    Eventually.holds(() -> count("requests.retried") >= 3);
    api.failAfter(9, FakeApi.Mode.FAIL);
    api.mode(FakeApi.Mode.ACCEPT);
    Eventually.holds(() -> count("events.acknowledged") == 9 && count("events.generated") == 9 + 6);
    undeploy();
    assertTrue(logged("stored up to line 0 (0 events)"), log.lines().toString());
  }

  @Test
  @DisplayName("does not start on a file without events, and says what is wrong with it")
  void fileWithoutEvents(@TempDir Path folder) throws Exception {
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
  @DisplayName("does not start if the file can't be read, and names the file")
  void unreadable() {
    ExecutionException e =
        assertThrows(
            ExecutionException.class, () -> deploy(replay(Path.of("/nowhere/events.csv"))));
    assertEquals(IOException.class, e.getCause().getClass());
    assertTrue(e.getCause().getMessage().contains("/nowhere/events.csv"), e.getMessage());
    assertEquals(Map.of("event-producer", "starting"), role.health().reasons());
  }

  @Test
  @DisplayName("does not start if the kept position can't be read, and names the position")
  void unreadablePosition(@TempDir Path folder) throws Exception {
    Path file = numbered(folder, 0, 10);
    Path kept = Files.createDirectory(folder.resolve("numbered.csv.replayed"));
    String why = refusal(replay(file, "replay-state", "auto"));
    assertTrue(why.contains("the position kept in " + kept + " can't be read: "), why);
    assertEquals(0, api.requests());
  }

  @Test
  @DisplayName("logs a long wait and times that go back, and handles a clock that is set back")
  void pauses(@TempDir Path folder) throws Exception {
    MovableClock clock = new MovableClock(1_700_000_000_000L);
    role = new RoleContext(role.health(), role.metrics(), clock);
    String text =
        "1970-09-01 00:00,1\n1970-08-01 00:00,2\n1970-09-01 00:01,3\n2015-09-01 00:00,4\n";
    Path file = Files.writeString(folder.resolve("f.csv"), text);
    deploy(replay(file));
    Eventually.holds(() -> count("events.acknowledged") == 2);
    Eventually.holds(() -> logged("line 2 is 31 days before the first event"));
    Eventually.holds(() -> logged("next event due in 60 s at 2023-11-14T22:14:20Z: line 3"));
    clock.advance(Duration.ofDays(-400));
    Eventually.holds(() -> logged("the clock was set back by 400 days"));
    clock.advance(Duration.ofSeconds(61));
    Eventually.holds(() -> count("events.acknowledged") == 3);
    clock.advance(Duration.ofSeconds(61));
    Eventually.holds(() -> logged("next event due in 45 years at 20"));
    undeploy();
    assertTrue(logged("stopped in the middle of"));
  }

  private boolean logged(String text) {
    return log.lines().stream().anyMatch(line -> line.contains(text));
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
  @DisplayName("continues where it was stopped, without gaps or duplicates")
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
    stored.sort(null); // several requests were in flight
    for (int i = 0; i < 5_000; i++) {
      assertEquals(i, stored.get(i));
    }
    assertEquals(5_000, stored.size());
  }

  @Test
  @DisplayName(
      "sends a finished file again only with replay-restart, and only the new lines of a "
          + "file that grew")
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
  @DisplayName("refuses to continue with a changed file or with other options")
  void changed(@TempDir Path folder) throws Exception {
    Path file = numbered(folder, 0, 1_000);
    Map<String, String> settings = resumable(file, folder);
    finish(settings, folder, 1_000);
    Map<String, String> other = new HashMap<>(settings);
    other.put("replay-zone", "Europe/Berlin");
    assertTrue(refusal(other).contains("was begun with other options"));
    Files.writeString(file, Files.readString(file).replace(",500\n", ",501\n"));
    assertTrue(refusal(settings).contains("has changed in the part that was already replayed"));
    assertStoredOnce(1_000);
  }

  private String refusal(Map<String, String> settings) {
    return assertThrows(ExecutionException.class, () -> deploy(settings)).getCause().getMessage();
  }

  @Test
  @DisplayName(
      "stores no duplicates in a second run without a kept position, because keys "
          + "depend on the content")
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
