package io.streamproc.aggregator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.core.Names;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.bus.OldestEvent;
import io.streamproc.core.management.Health;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.core.trace.RoleTracer;
import io.streamproc.testkit.MovableClock;
import io.streamproc.testkit.bus.BusProbe;
import io.streamproc.testkit.bus.RecordedMessage;
import io.streamproc.testkit.cluster.BusHarness;
import io.streamproc.testkit.role.RecordingReader;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The test calls tick and sweep itself, so nothing else happens in between. */
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
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final LiveSeries live =
      new LiveSeries(
          SeriesName.HIGH,
          store,
          new LivePublisher(
              bus.vertx().eventBus(), new LiveMetrics(meters, SeriesName.HIGH, clock)),
          new LiveTraces(RoleTracer.OFF),
          clock);

  private final Context context = bus.vertx().getOrCreateContext();

  @BeforeEach
  void open() {
    on(store::open);
    assertTrue(store.answers());
  }

  /**
   * Runs on the event loop, like the role; returns when everything that follows at once is done.
   */
  private void on(Runnable call) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          try {
            call.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    done.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  @DisplayName(
      "begin with one read of the whole window, and the complete buckets of every live " + "step")
  void first() throws Exception {
    reader.put(bucket(SECOND - 1_000, 2, 13));
    reader.put(bucket(SECOND, 1, 7));
    on(live::tick);
    assertEquals(List.of(LiveUpdate.window(NOW)), reader.reads());
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
  @DisplayName("need one read per tick regardless of the number of hints, and none without a hint")
  void oneReadATick() throws Exception {
    load();
    for (int i = 0; i < 10; i++) {
      TimeRange hint = new TimeRange(SECOND - i * 100, NOW + 1);
      on(() -> IntStream.range(0, 100).forEach(n -> live.changed(hint, OldestEvent.UNKNOWN, null)));
    }
    on(live::tick);
    assertEquals(List.of(new TimeRange(SECOND - 1_000, SECOND + 1_000)), reader.reads());
    on(live::tick);
    assertEquals(List.of(), reader.reads());
    assertEquals(List.of(), published());
  }

  @Test
  @DisplayName("tell when the oldest of the new events was appended, and a sweep does not")
  void oldestEvent() throws Exception {
    load();
    reader.put(bucket(SECOND, 2, 15));
    on(
        () -> {
          live.changed(new TimeRange(SECOND, NOW), NOW - 100, null);
          live.changed(new TimeRange(SECOND, NOW), NOW - 700, null);
          live.changed(new TimeRange(SECOND, NOW), OldestEvent.UNKNOWN, null);
        });
    on(live::tick);
    assertEquals(update(Step.SECOND, bucket(SECOND, 2, 15)), published().get(0));
    assertEquals(0.7, delays().max(TimeUnit.SECONDS));
    reader.put(bucket(SECOND, 3, 16));
    on(() -> live.sweep(1_000));
    on(live::tick);
    assertEquals(1, delays().count(), "the events of a sweep are not known to be new");
  }

  @Test
  @DisplayName("forget when events were appended that are older than the live window")
  void oldestOfHistory() throws Exception {
    load();
    on(() -> live.changed(new TimeRange(0, 1_000), NOW - 60_000, null));
    on(live::tick);
    reader.put(bucket(SECOND, 2, 15));
    on(() -> live.changed(new TimeRange(SECOND, NOW), NOW - 100, null));
    on(live::tick);
    assertEquals(1, delays().count());
    assertEquals(0.1, delays().max(TimeUnit.SECONDS));
  }

  private Timer delays() {
    return meters.get("streamproc.aggregator.publish.delay").tag("series", "high").timer();
  }

  @Test
  @DisplayName("contain the seconds that changed, and complete coarser buckets")
  void onlyWhatChanged() throws Exception {
    reader.put(bucket(SECOND - 1_000, 2, 13));
    reader.put(bucket(SECOND, 1, 7));
    load();
    reader.put(bucket(SECOND, 2, 15));
    on(() -> live.changed(new TimeRange(SECOND - 1_000, NOW), OldestEvent.UNKNOWN, null));
    on(live::tick);
    List<JsonObject> updates = published();
    assertEquals(update(Step.SECOND, bucket(SECOND, 2, 15)), updates.get(0));
    assertEquals(
        update(Step.MINUTE, bucket(Step.MINUTE.floor(SECOND), 4, 28)),
        updates.get(Step.LIVE.indexOf(Step.MINUTE)));
  }

  @Test
  @DisplayName("are not published if a hint was about unchanged seconds")
  void nothingNew() throws Exception {
    reader.put(bucket(SECOND, 1, 7));
    load();
    on(() -> live.changed(new TimeRange(SECOND, NOW), OldestEvent.UNKNOWN, null));
    on(live::tick);
    assertEquals(1, reader.reads().size());
    assertEquals(List.of(), published());
  }

  @Test
  @DisplayName("are retried at the next tick if the store failed, together with later hints")
  void failedRead() throws Exception {
    load();
    reader.fail(new IllegalStateException("away"));
    on(
        () ->
            live.changed(
                new TimeRange(SECOND - 60_000, SECOND - 59_000), OldestEvent.UNKNOWN, null));
    on(live::tick);
    assertFalse(health.isReady());
    on(() -> live.changed(new TimeRange(SECOND, NOW), OldestEvent.UNKNOWN, null));
    on(live::tick);
    reader.reads();
    reader.fail(null);
    reader.put(bucket(SECOND - 60_000, 1, 6));
    reader.put(bucket(SECOND, 1, 7));
    on(live::tick);
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
  @DisplayName("retry reading the whole window until it has been read once")
  void failedFirstRead() {
    reader.fail(new IllegalStateException("away"));
    on(live::tick);
    reader.reads();
    reader.fail(null);
    on(live::tick);
    assertEquals(List.of(LiveUpdate.window(NOW)), reader.reads());
  }

  @Test
  @DisplayName("wait for a slow read, and then cover all hints that came meanwhile")
  void slowRead() throws Exception {
    load();
    reader.hold();
    on(() -> live.changed(new TimeRange(SECOND, NOW), OldestEvent.UNKNOWN, null));
    on(live::tick);
    reader.put(bucket(SECOND, 1, 7));
    on(() -> live.changed(new TimeRange(SECOND, NOW), OldestEvent.UNKNOWN, null));
    on(live::tick);
    on(live::tick);
    assertEquals(1, reader.reads().size(), "one read at a time");
    reader.release();
    on(live::tick);
    assertEquals(List.of(new TimeRange(SECOND, SECOND + 1_000)), reader.reads());
    assertEquals(update(Step.SECOND, bucket(SECOND, 1, 7)), published().get(0));
  }

  @Test
  @DisplayName("do not contain times before or after the window")
  void outside() throws Exception {
    load();
    TimeRange window = LiveUpdate.window(NOW);
    on(() -> live.changed(new TimeRange(0, window.from()), OldestEvent.UNKNOWN, null));
    on(() -> live.changed(new TimeRange(window.to(), Long.MAX_VALUE), OldestEvent.UNKNOWN, null));
    on(live::tick);
    assertEquals(List.of(), reader.reads());
    on(
        () ->
            live.changed(new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE), OldestEvent.UNKNOWN, null));
    on(live::tick);
    assertEquals(List.of(window), reader.reads());
  }

  @Test
  @DisplayName(
      "make up for a lost hint by a sweep over the recent past, which moves with the " + "clock")
  void sweep() throws Exception {
    load();
    clock.advance(Duration.ofMinutes(5));
    long later = SECOND + 300_000;
    reader.put(bucket(later - 30_000, 1, 8)); // without a hint
    on(live::tick);
    assertEquals(List.of(), reader.reads());
    on(() -> live.sweep(60_000));
    on(live::tick);
    assertEquals(List.of(new TimeRange(later - 60_000, later + 2_000)), reader.reads());
    assertEquals(
        update(Step.SECOND, bucket(later - 30_000, 1, 8)).put("asOf", NOW + 300_000),
        published().get(0));
  }

  @Test
  @DisplayName("are repeated by a sweep even if unchanged, for subscribers that missed them")
  void repeated() throws Exception {
    reader.put(bucket(SECOND - 120_000, 1, 6));
    reader.put(bucket(SECOND, 1, 7));
    load();
    on(() -> live.sweep(60_000));
    on(live::tick);
    assertEquals(update(Step.SECOND, bucket(SECOND, 1, 7)), published().get(0));
    on(live::tick);
    assertEquals(List.of(), published());
  }

  @Test
  @DisplayName("are published before the sweep of the same tick is read")
  void beforeSweep() throws Exception {
    reader.put(bucket(SECOND - 30_000, 1, 8));
    load();
    reader.put(bucket(SECOND, 1, 7));
    on(() -> live.changed(new TimeRange(SECOND, NOW), OldestEvent.UNKNOWN, null));
    on(() -> live.sweep(60_000));
    on(live::tick);
    assertEquals(
        List.of(
            new TimeRange(SECOND, SECOND + 1_000), new TimeRange(SECOND - 60_000, SECOND + 2_000)),
        reader.reads());
    List<JsonObject> updates = published();
    assertEquals(update(Step.SECOND, bucket(SECOND, 1, 7)), updates.get(0));
    assertEquals(
        update(Step.SECOND, bucket(SECOND - 30_000, 1, 8), bucket(SECOND, 1, 7)),
        updates.get(Step.LIVE.size()));
  }

  @Test
  @DisplayName(
      "stop, except for sweeps, while another aggregator publishes; one that takes "
          + "over begins with the whole window")
  void otherPublisher() throws Exception {
    reader.put(bucket(SECOND - 120_000, 1, 6));
    load();
    on(() -> live.publish(false));
    reader.put(bucket(SECOND, 1, 7));
    on(() -> live.changed(new TimeRange(SECOND, NOW), OldestEvent.UNKNOWN, null));
    on(live::tick);
    assertEquals(List.of(), reader.reads());
    assertEquals(List.of(), published());
    on(() -> live.sweep(60_000));
    on(live::tick);
    assertEquals(1, reader.reads().size());
    assertEquals(update(Step.SECOND, bucket(SECOND, 1, 7)), published().get(0));

    reader.put(bucket(SECOND - 120_000, 2, 12));
    on(() -> live.publish(true));
    assertEquals(List.of(LiveUpdate.window(NOW)), reader.reads());
    assertEquals(update(Step.SECOND, bucket(SECOND - 120_000, 2, 12)), published().get(0));
    on(() -> live.publish(true));
    assertEquals(List.of(), reader.reads(), "it has it already");
  }

  @Test
  @DisplayName(
      "probe a failed store even on an aggregator that does not publish, until it " + "responds")
  void probing() throws Exception {
    load();
    reader.fail(new IllegalStateException("away"));
    on(() -> live.changed(new TimeRange(SECOND, NOW), OldestEvent.UNKNOWN, null));
    on(live::tick);
    on(() -> live.publish(false));
    reader.reads();
    on(live::tick);
    assertEquals(1, reader.reads().size());
    reader.fail(null);
    on(live::tick);
    assertTrue(health.isReady());
    reader.reads();
    on(live::tick);
    assertEquals(List.of(), reader.reads());
    assertEquals(List.of(), published());
  }

  /** Runs the first tick, which reads the whole window. */
  private void load() throws Exception {
    on(live::tick);
    reader.reads();
    published();
  }

  /** Returns the updates published since the previous call. */
  private List<JsonObject> published() {
    List<JsonObject> all = updates.flush().stream().map(RecordedMessage::json).toList();
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
