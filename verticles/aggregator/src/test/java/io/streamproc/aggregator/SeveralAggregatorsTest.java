package io.streamproc.aggregator;

import static io.streamproc.aggregator.RunningAggregator.bucket;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.bus.ProgressHint;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.bus.BusProbe;
import io.streamproc.testkit.bus.RecordedMessage;
import io.streamproc.testkit.cluster.BusHarness;
import io.streamproc.testkit.role.RoleUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Several aggregators")
@Timeout(60)
class SeveralAggregatorsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final long SECOND = Step.SECOND.floor(RoleUnderTest.NOW);
  private static final SeriesName HIGH = SeriesName.HIGH;
  private static final SeriesName LOW = SeriesName.LOW;

  @RegisterExtension final BusHarness bus = BusHarness.local();
  private final BusProbe live = bus.probe(Names.BUS_LIVE);
  private final BusProbe presence = bus.probe(Names.BUS_AGGREGATORS);
  private final List<TestAggregator> all = new ArrayList<>();
  private long count = 1;

  private TestAggregator aggregator() {
    TestAggregator one = new TestAggregator(bus.vertx(), all.size(), NEVER).start();
    all.add(one);
    return one;
  }

  /**
   * Waits until all aggregators have received each other's announcements and selected a publisher.
   */
  private void settle() {
    presence.clear();
    Eventually.holds(() -> all.stream().allMatch(one -> announcements(one) >= 3));
  }

  private long announcements(TestAggregator one) {
    return presence.messages().stream().filter(one::announced).count();
  }

  /** Stores a new state of a second in all stores, and publishes the hint about it. */
  private Bucket store(SeriesName name) {
    count++;
    Bucket state = bucket(SECOND, count, 7.0 * count);
    all.forEach(one -> one.put(name, state));
    hint(name);
    return state;
  }

  private void hint(SeriesName name) {
    TimeRange range = new TimeRange(SECOND, SECOND + 1);
    bus.vertx().eventBus().publish(Names.BUS_PROGRESS, new ProgressHint(name, range).toJson());
  }

  /** Returns the first update that contains the state of a second. */
  private RecordedMessage awaitUpdate(Bucket state) {
    return live.await(m -> LiveUpdate.fromJson(m.json()).buckets().contains(state), LONG);
  }

  private List<RecordedMessage> published(TestAggregator one) {
    return live.flush().stream().filter(one::published).toList();
  }

  @Test
  @DisplayName("all track the changes, and the most senior one publishes")
  void onePublishes() {
    TestAggregator first = aggregator();
    TestAggregator second = aggregator();
    TestAggregator third = aggregator();
    settle();
    live.clear();
    for (int i = 0; i < 5; i++) {
      assertTrue(first.published(awaitUpdate(store(HIGH))));
      assertTrue(first.published(awaitUpdate(store(LOW))));
    }
    assertEquals(List.of(), published(second));
    assertEquals(List.of(), published(third));
  }

  @Test
  @DisplayName("hand over at once when one is stopped, and the next begins with the whole window")
  void orderlyStop() throws Exception {
    TestAggregator first = aggregator();
    TestAggregator second = aggregator();
    settle();
    second.put(HIGH, bucket(SECOND - 500_000, 3, 21)); // without a hint
    second.store(HIGH).reads();
    live.clear();
    presence.clear();
    var stopped = first.role().undeploy();
    RecordedMessage update = live.await(m -> second.published(HIGH, m), LONG);
    assertTrue(
        announcements(second) < Presence.SILENCE.dividedBy(Presence.INTERVAL), "not at once");
    assertEquals(
        List.of(bucket(SECOND - 500_000, 3, 21)), LiveUpdate.fromJson(update.json()).buckets());
    assertEquals(List.of(LiveUpdate.window(RoleUnderTest.NOW)), second.store(HIGH).reads());
    stopped.await(20, TimeUnit.SECONDS);
    all.remove(first);
    live.clear();
    assertTrue(second.published(awaitUpdate(store(LOW))));
  }

  @Test
  @DisplayName("skip one that can't read a series, for that series, until it can again")
  void cantRead() {
    TestAggregator first = aggregator();
    TestAggregator second = aggregator();
    settle();
    first.store(HIGH).fail(new IllegalStateException("away"));
    hint(HIGH); // which shows it that the store fails
    Eventually.holds(() -> !first.role().degraded().isEmpty());
    settle();
    assertTrue(second.published(awaitUpdate(store(HIGH))));
    assertTrue(first.published(awaitUpdate(store(LOW))));

    first.store(HIGH).fail(null);
    Eventually.holds(() -> first.role().degraded().isEmpty());
    settle();
    assertTrue(first.published(awaitUpdate(store(HIGH))));
  }

  @Test
  @DisplayName(
      "all try to read a series that none can read, and one publishes when it is "
          + "readable again")
  void nobodyCanRead() {
    TestAggregator first = aggregator();
    TestAggregator second = aggregator();
    settle();
    all.forEach(one -> one.store(HIGH).fail(new IllegalStateException("away")));
    hint(HIGH);
    Eventually.holds(() -> all.stream().noneMatch(one -> one.role().degraded().isEmpty()));
    settle();
    all.forEach(one -> one.store(HIGH).reads());
    Eventually.holds(() -> !first.store(HIGH).reads().isEmpty());
    Eventually.holds(() -> !second.store(HIGH).reads().isEmpty());

    Bucket state = store(HIGH);
    all.forEach(one -> one.store(HIGH).fail(null));
    awaitUpdate(state);
    settle();
    live.clear();
    assertTrue(first.published(awaitUpdate(store(HIGH))));
    assertEquals(List.of(), published(second));
  }

  @Test
  @DisplayName("that are separated from each other all publish, with the same content")
  void allPublish() {
    bus.faults().drop(Names.BUS_AGGREGATORS, 1);
    TestAggregator first = aggregator();
    TestAggregator second = aggregator();
    List<Bucket> states = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Bucket state = store(HIGH);
      states.add(state);
      List.of(first, second).forEach(one -> awaitUpdate(one, state));
    }
    for (Step step : Step.LIVE) {
      assertEquals(last(first, step), last(second, step));
    }
    assertEquals(List.of(states.get(4)), last(first, Step.SECOND).buckets());
  }

  private void awaitUpdate(TestAggregator one, Bucket state) {
    live.await(
        m -> one.published(m) && LiveUpdate.fromJson(m.json()).buckets().contains(state), LONG);
  }

  /** Returns its last update of a step, without the time at which it was made. */
  private LiveUpdate last(TestAggregator one, Step step) {
    return published(one).stream()
        .map(m -> LiveUpdate.fromJson(m.json()))
        .filter(update -> update.step() == step)
        .reduce((older, newer) -> newer)
        .map(update -> new LiveUpdate(update.series(), step, update.buckets(), 0))
        .orElseThrow();
  }
}
