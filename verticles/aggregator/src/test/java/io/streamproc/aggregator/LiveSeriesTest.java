package io.streamproc.aggregator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.management.Health;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.testkit.MovableClock;
import io.streamproc.testkit.bus.BusProbe;
import io.streamproc.testkit.bus.Seen;
import io.streamproc.testkit.cluster.BusHarness;
import io.streamproc.testkit.role.RecordingReader;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The test is the timer: it calls tick and sweep, so nothing happens that it has not asked for. */
@DisplayName("The live updates of a series")
@Timeout(60)
class LiveSeriesTest {
  private static final long NOW = 1_700_000_123_456L;
  private static final long SECOND = Step.SECOND.floor(NOW);

  @RegisterExtension final BusHarness bus = BusHarness.local();
  private final BusProbe updates = bus.probe(Names.BUS_LIVE);
  private final MovableClock clock = new MovableClock(NOW);
  private final RecordingReader reader = new RecordingReader();
  private final Health.Part health = new Health(bus.vertx()).part("store");
  private final StoreAccess store =
      new StoreAccess(bus.vertx(), SeriesName.HIGH, reader, Duration.ofSeconds(30), health);
  private final LiveSeries live =
      new LiveSeries(SeriesName.HIGH, store, bus.vertx().eventBus(), clock);

  @BeforeEach
  void open() throws Exception {
    store.open().await(20, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("begin with one read of the whole window, and the whole state of every live step")
  void first() throws Exception {
    reader.put(bucket(SECOND - 1_000, 2, 13));
    reader.put(bucket(SECOND, 1, 7));
    live.tick();
    assertEquals(List.of(LiveWindow.range(NOW)), reader.reads());
    List<JsonObject> updates = published();
    assertEquals(
        Step.LIVE.stream().map(Step::millis).toList(),
        updates.stream().map(update -> update.getLong("step")).toList());
    assertEquals(
        update(Step.SECOND, bucket(SECOND - 1_000, 2, 13), bucket(SECOND, 1, 7)), updates.get(0));
    assertEquals(
        update(Step.MINUTE, bucket(Step.MINUTE.floor(SECOND), 3, 20)),
        updates.get(Step.LIVE.indexOf(Step.MINUTE)));
  }

  @Test
  @DisplayName("cost one read a tick, however many hints there were, and none without a hint")
  void oneReadATick() throws Exception {
    load();
    for (int i = 0; i < 1_000; i++) {
      live.changed(new TimeRange(SECOND - i % 10 * 100, NOW + 1));
    }
    live.tick();
    assertEquals(List.of(new TimeRange(SECOND - 1_000, SECOND + 1_000)), reader.reads());
    live.tick();
    assertEquals(List.of(), reader.reads());
    assertEquals(List.of(), published());
  }

  @Test
  @DisplayName("are of the seconds whose state changed, and coarser ones in their whole state")
  void onlyWhatChanged() throws Exception {
    reader.put(bucket(SECOND - 1_000, 2, 13));
    reader.put(bucket(SECOND, 1, 7));
    load();
    reader.put(bucket(SECOND, 2, 15));
    live.changed(new TimeRange(SECOND - 1_000, NOW));
    live.tick();
    List<JsonObject> updates = published();
    assertEquals(update(Step.SECOND, bucket(SECOND, 2, 15)), updates.get(0));
    assertEquals(
        update(Step.MINUTE, bucket(Step.MINUTE.floor(SECOND), 4, 28)),
        updates.get(Step.LIVE.indexOf(Step.MINUTE)));
  }

  @Test
  @DisplayName("are none if a hint was about nothing new")
  void nothingNew() throws Exception {
    reader.put(bucket(SECOND, 1, 7));
    load();
    live.changed(new TimeRange(SECOND, NOW));
    live.tick();
    assertEquals(1, reader.reads().size());
    assertEquals(List.of(), published());
  }

  @Test
  @DisplayName("are tried again at the next tick if the store failed, with what came meanwhile")
  void failedRead() throws Exception {
    load();
    reader.fail(new IllegalStateException("away"));
    live.changed(new TimeRange(SECOND - 60_000, SECOND - 59_000));
    live.tick();
    assertFalse(health.isReady());
    live.changed(new TimeRange(SECOND, NOW));
    live.tick();
    reader.reads();
    reader.fail(null);
    reader.put(bucket(SECOND - 60_000, 1, 6));
    reader.put(bucket(SECOND, 1, 7));
    live.tick();
    assertEquals(
        List.of(
            new TimeRange(SECOND - 60_000, SECOND - 59_000), new TimeRange(SECOND, SECOND + 1_000)),
        reader.reads());
    assertTrue(health.isReady());
    List<Long> starts = new ArrayList<>();
    for (JsonObject update : published()) {
      if (update.getLong("step") == Step.SECOND.millis()) {
        starts.add(update.getJsonArray("buckets").getJsonArray(0).getLong(0));
      }
    }
    assertEquals(List.of(SECOND - 60_000, SECOND), starts);
  }

  @Test
  @DisplayName("of the whole window are tried again until it has been read once")
  void failedFirstRead() {
    reader.fail(new IllegalStateException("away"));
    live.tick();
    reader.reads();
    reader.fail(null);
    live.tick();
    assertEquals(List.of(LiveWindow.range(NOW)), reader.reads());
  }

  @Test
  @DisplayName("wait for a slow read, and then go on with all that came meanwhile")
  void slowRead() throws Exception {
    load();
    reader.hold();
    live.changed(new TimeRange(SECOND, NOW));
    live.tick();
    reader.put(bucket(SECOND, 1, 7));
    live.changed(new TimeRange(SECOND, NOW));
    live.tick();
    live.tick();
    assertEquals(1, reader.reads().size(), "one read at a time");
    reader.release();
    live.tick();
    assertEquals(List.of(new TimeRange(SECOND, SECOND + 1_000)), reader.reads());
    assertEquals(update(Step.SECOND, bucket(SECOND, 1, 7)), published().get(0));
  }

  @Test
  @DisplayName("are not of times that lie before or behind the window")
  void outside() throws Exception {
    load();
    TimeRange window = LiveWindow.range(NOW);
    live.changed(new TimeRange(0, window.from()));
    live.changed(new TimeRange(window.to(), Long.MAX_VALUE));
    live.tick();
    assertEquals(List.of(), reader.reads());
    live.changed(new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE));
    live.tick();
    assertEquals(List.of(window), reader.reads());
  }

  @Test
  @DisplayName("heal a lost hint by a sweep over the recent past, which moves with the clock")
  void sweep() throws Exception {
    load();
    clock.advance(Duration.ofMinutes(5));
    long later = SECOND + 300_000;
    reader.put(bucket(later - 30_000, 1, 8)); // and nobody tells
    live.tick();
    assertEquals(List.of(), reader.reads());
    live.sweep(60_000);
    live.tick();
    assertEquals(List.of(new TimeRange(later - 60_000, later + 2_000)), reader.reads());
    assertEquals(
        update(Step.SECOND, bucket(later - 30_000, 1, 8)).put("asOf", NOW + 300_000),
        published().get(0));
  }

  @Test
  @DisplayName(
      "are repeated by a sweep although nothing is new, in case a listener has missed them")
  void repeated() throws Exception {
    reader.put(bucket(SECOND - 120_000, 1, 6));
    reader.put(bucket(SECOND, 1, 7));
    load();
    live.sweep(60_000);
    live.tick();
    assertEquals(update(Step.SECOND, bucket(SECOND, 1, 7)), published().get(0));
    live.tick();
    assertEquals(List.of(), published());
  }

  @Test
  @DisplayName(
      "stop, but for the sweep, while another aggregator publishes; one that takes over begins with all")
  void otherPublisher() throws Exception {
    reader.put(bucket(SECOND - 120_000, 1, 6));
    load();
    live.publish(false);
    reader.put(bucket(SECOND, 1, 7));
    live.changed(new TimeRange(SECOND, NOW));
    live.tick();
    assertEquals(List.of(), reader.reads());
    assertEquals(List.of(), published());
    live.sweep(60_000);
    live.tick();
    assertEquals(1, reader.reads().size());
    assertEquals(update(Step.SECOND, bucket(SECOND, 1, 7)), published().get(0));

    reader.put(bucket(SECOND - 120_000, 2, 12));
    live.publish(true);
    assertEquals(List.of(LiveWindow.range(NOW)), reader.reads());
    assertEquals(update(Step.SECOND, bucket(SECOND - 120_000, 2, 12)), published().get(0));
    live.publish(true);
    assertEquals(List.of(), reader.reads(), "it has it already");
  }

  @Test
  @DisplayName("of a failed store are tried by one that does not publish, too, until it answers")
  void probing() throws Exception {
    load();
    reader.fail(new IllegalStateException("away"));
    live.changed(new TimeRange(SECOND, NOW));
    live.tick();
    live.publish(false);
    reader.reads();
    live.tick();
    assertEquals(1, reader.reads().size());
    reader.fail(null);
    live.tick();
    assertTrue(health.isReady());
    reader.reads();
    live.tick();
    assertEquals(List.of(), reader.reads());
    assertEquals(List.of(), published());
  }

  /** The first tick, which reads everything. */
  private void load() throws Exception {
    live.tick();
    reader.reads();
    published();
  }

  /** What was published since this was last asked. */
  private List<JsonObject> published() {
    List<JsonObject> all = updates.settled().stream().map(Seen::json).toList();
    updates.clear();
    return all;
  }

  private static Bucket bucket(long start, long count, double sum) {
    return new Bucket(start, count, sum, 5.5, 9.5);
  }

  private static JsonObject update(Step step, Bucket... buckets) {
    return new LiveUpdate(SeriesName.HIGH, step, List.of(buckets), NOW).toJson();
  }
}
