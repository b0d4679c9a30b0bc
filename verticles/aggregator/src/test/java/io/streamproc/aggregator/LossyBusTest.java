package io.streamproc.aggregator;

import static io.streamproc.aggregator.RunningAggregator.bucket;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.bus.ProgressHint;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.bus.BusProbe;
import io.streamproc.testkit.bus.Fault;
import io.streamproc.testkit.cluster.BusHarness;
import io.streamproc.testkit.role.RoleUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName(
    "On a bus that drops half of the messages, and delays, duplicates and reorders " + "others,")
@Timeout(60)
class LossyBusTest {
  private static final Duration SWEEPS = Duration.ofMillis(250);
  private static final Duration MANY_SWEEPS = Duration.ofSeconds(30);
  private static final int ROUNDS = 60;
  private static final int SECONDS = 20;
  private static final long SECOND = Step.SECOND.floor(RoleUnderTest.NOW);

  @RegisterExtension final BusHarness bus = BusHarness.local();

  @Test
  @DisplayName("a subscriber that keeps the larger count ends up with the state of the stores")
  void converges() {
    List.of(Names.BUS_PROGRESS, Names.BUS_LIVE).forEach(this::disturb);
    BusProbe live = bus.probe(Names.BUS_LIVE);
    TestAggregator aggregator = new TestAggregator(bus.vertx(), 0, SWEEPS).start();
    for (int round = 1; round <= ROUNDS; round++) {
      for (SeriesName name : SeriesName.values()) {
        store(aggregator, name, round);
      }
      int seen = live.messages().size(); // otherwise all rounds would be over within one tick
      Eventually.holds(() -> live.messages().size() > seen);
    }
    assertEquals(SECONDS, truth(aggregator, SeriesName.LOW, Step.SECOND).size());
    for (SeriesName name : SeriesName.values()) {
      for (Step step : Step.LIVE) {
        Map<Long, Bucket> truth = truth(aggregator, name, step);
        Eventually.holds(MANY_SWEEPS, () -> merged(live, name, step).equals(truth));
      }
    }
    for (Fault fault : Fault.values()) {
      assertTrue(bus.faults().count(fault, Names.BUS_LIVE) > 0, fault + " of updates");
      assertTrue(bus.faults().count(fault, Names.BUS_PROGRESS) > 0, fault + " of hints");
    }
  }

  private void disturb(String address) {
    bus.faults()
        .drop(address, 0.5)
        .delay(address, 0.4, Duration.ofMillis(150))
        .duplicate(address, 0.4)
        .reorder(address, 0.4);
  }

  /** Adds one event to some of the last seconds, and publishes a hint about it. */
  private void store(TestAggregator aggregator, SeriesName name, int round) {
    long start = SECOND - round % SECONDS * 1_000L;
    aggregator.put(name, bucket(start, round, 7.0 * round));
    ProgressHint hint = new ProgressHint(name, new TimeRange(start, start + 1));
    bus.vertx().eventBus().publish(Names.BUS_PROGRESS, hint.toJson());
  }

  private static Map<Long, Bucket> truth(TestAggregator aggregator, SeriesName name, Step step) {
    TimeRange window = LiveUpdate.window(RoleUnderTest.NOW);
    Map<Long, Bucket> truth = new TreeMap<>();
    aggregator
        .store(name)
        .read(window, step)
        .result()
        .forEach(bucket -> truth.put(bucket.start(), bucket));
    return truth;
  }

  private static Map<Long, Bucket> merged(BusProbe live, SeriesName name, Step step) {
    Map<Long, Bucket> merged = new TreeMap<>();
    live.messages().stream()
        .map(m -> LiveUpdate.fromJson(m.json()))
        .filter(update -> update.series() == name && update.step() == step)
        .flatMap(update -> update.buckets().stream())
        .forEach(bucket -> merged.merge(bucket.start(), bucket, LossyBusTest::larger));
    return merged;
  }

  private static Bucket larger(Bucket a, Bucket b) {
    return b.count() > a.count() ? b : a;
  }
}
