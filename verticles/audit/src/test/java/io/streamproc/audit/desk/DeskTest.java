package io.streamproc.audit.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.audit.MemoryWorld;
import io.streamproc.audit.kafka.TopicLog.Position;
import io.streamproc.audit.verify.LastVerify;
import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.Verifier;
import io.streamproc.core.bus.DeadLetterPage;
import io.streamproc.core.bus.DeadLetterQuery;
import io.streamproc.core.bus.ReplayReport;
import io.streamproc.core.bus.ReplayRequest;
import io.streamproc.core.bus.VerifyReport;
import io.streamproc.core.series.InvalidQueryException;
import io.streamproc.testkit.MovableClock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The desk")
class DeskTest {
  private final MemoryWorld world = new MemoryWorld();
  private final MovableClock clock = new MovableClock(MemoryWorld.T0);
  private final Desk desk = new Desk(world.settings, world.stores(), world.kafka, clock);

  private long letter(String value) {
    long offset = world.kafka.append("t", 0, value);
    world.kafka.deadLetter("consumer-low", "t-0@" + offset, value);
    world.kafka.deadLetter("consumer-high", "t-0@" + offset, value);
    world.commitAll();
    return offset;
  }

  private DeadLetterPage list(boolean open, int limit, String before) {
    return desk.list(new DeadLetterQuery(open, limit, before));
  }

  @Test
  @DisplayName("lists letters as text that is safe to print")
  void text() {
    letter("{\"amount\":\"<b>\"}\n\u202e");
    letter(null);
    DeadLetterPage page = list(true, 9, "");
    assertEquals(List.of(2, 2), List.of(page.open(), page.total()));
    assertEquals(MemoryWorld.T0, page.asOf());
    DeadLetterPage.Letter first = page.letters().get(1);
    assertEquals("t-0@0", first.source());
    assertEquals("{\"amount\":\"<b>\"}\\n\\u202e", first.value());
    assertEquals(20, first.bytes());
    assertEquals("why consumer-low", first.reason());
    assertEquals(List.of("consumer-high", "consumer-low"), first.roles());
    assertEquals(List.of(2_500L, 1_500L), List.of(first.refused(), first.appended()));
    assertNull(first.replayedAs());
    assertNull(page.letters().get(0).value());
    assertEquals(0, page.letters().get(0).bytes());
  }

  @Test
  @DisplayName("gives the next page by what the last one says, and counts alone")
  void pages() {
    for (int i = 0; i < 5; i++) {
      letter("no event " + i);
    }
    DeadLetterPage first = list(true, 2, "");
    DeadLetterPage second = list(true, 2, first.next());
    DeadLetterPage third = list(true, 2, second.next());
    assertEquals(List.of("t-0@4", "t-0@3"), sources(first));
    assertEquals(List.of("t-0@2", "t-0@1"), sources(second));
    assertEquals(List.of("t-0@0"), sources(third));
    assertNull(third.next());
    DeadLetterPage counts = list(true, 0, "");
    assertEquals(List.of(), sources(counts));
    assertNull(counts.next());
    assertEquals(5, counts.open());
    assertThrows(InvalidQueryException.class, () -> list(true, 2, "nonsense"));
  }

  private static List<String> sources(DeadLetterPage page) {
    return page.letters().stream().map(DeadLetterPage.Letter::source).toList();
  }

  @Test
  @DisplayName("says for each letter what a replay would do")
  void dryRun() {
    letter("{\"amount\":7}");
    letter("{\"amount\":\"7\"}");
    ReplayReport report = desk.replay(new ReplayRequest(List.of("t-0@0", "t-0@1", "t-0@77"), true));
    assertTrue(report.dryRun());
    Map<String, String> outcomes =
        report.results().stream()
            .collect(Collectors.toMap(ReplayReport.Result::source, ReplayReport.Result::outcome));
    assertEquals(
        Map.of("t-0@0", "would-replay", "t-0@1", "still-invalid", "t-0@77", "unknown"), outcomes);
    assertThrows(
        IllegalArgumentException.class, () -> desk.replay(new ReplayRequest(List.of("x"), true)));
  }

  @Test
  @DisplayName("tells the last verify, also one that did not balance, at most 10 s late")
  void verify() {
    assertEquals(Optional.empty(), desk.lastVerify().last());
    world.store(0, 7);
    world.accept(1, 2);
    world.commitAll();
    Ledger ledger = new Verifier(world.settings, world.stores(), world.kafka, clock).verify();
    new LastVerify(world.settings, world.kafka).record(ledger, clock);
    assertEquals(Optional.empty(), desk.lastVerify().last(), "read less than 10 s ago");
    clock.advance(Duration.ofSeconds(11));
    VerifyReport.Result last = desk.lastVerify().last().orElseThrow();
    assertEquals(MemoryWorld.T0, last.time());
    assertEquals(false, last.balanced());
    assertEquals(2, last.counts().getLong("accepted"));
    assertEquals(1, last.counts().getLong("missing"));
    assertEquals(
        Map.of(0, 1L, 1, 1L),
        world.kafka.committed("streamproc-verify", "t"),
        "how far it checked");
  }

  @Test
  @DisplayName("does not take what others have committed, or a topic that is gone, for a verify")
  void noVerify() {
    Map<Integer, Position> other =
        Map.of(
            0,
            new Position(1, "{\"time\":\"no\"}"),
            1,
            new Position(
                1,
                new VerifyReport.Result(1, "another id", true, new JsonObject())
                    .toJson()
                    .encode()));
    world.kafka.commit("streamproc-verify", "t", other);
    assertEquals(Optional.empty(), desk.lastVerify().last());
  }
}
