package io.streamproc.aggregator;

import static io.streamproc.aggregator.RunningAggregator.bucket;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.bus.ProgressHint;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.bus.BusProbe;
import io.streamproc.testkit.cluster.BusHarness;
import io.streamproc.testkit.role.RoleUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Three aggregators in a cluster of three nodes:")
@Timeout(120)
class AggregatorFailoverIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration GAP = Duration.ofSeconds(3);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final int IN_A_ROW = 15;
  private static final long SECOND = Step.SECOND.floor(RoleUnderTest.NOW);

  @RegisterExtension final BusHarness bus = BusHarness.cluster(3);
  private final List<TestAggregator> all = new ArrayList<>();
  private BusProbe onFirst;
  private BusProbe onSecond;
  private int nodes = 3;
  private long count;

  /** The most senior aggregator is on the last node, the subscribers are on the others. */
  @BeforeEach
  void start() {
    onFirst = bus.probe(bus.node(0), Names.BUS_LIVE);
    onSecond = bus.probe(bus.node(1), Names.BUS_LIVE);
    for (int rank = 0; rank < 3; rank++) {
      all.add(new TestAggregator(bus.node(2 - rank).vertx(), rank, NEVER).start());
    }
    awaitOnly(onFirst, all.get(0));
    awaitOnly(onSecond, all.get(0));
  }

  /** Changes the state in all stores and publishes a hint on every aggregator's own node. */
  private void change() {
    count++;
    TimeRange range = new TimeRange(SECOND, SECOND + 1);
    for (TestAggregator one : all) {
      one.put(SeriesName.HIGH, bucket(SECOND, count, 7.0 * count));
    }
    for (int i = 0; i < nodes; i++) {
      bus.node(i)
          .vertx()
          .eventBus()
          .publish(Names.BUS_PROGRESS, new ProgressHint(SeriesName.HIGH, range).toJson());
    }
  }

  /** Returns when several updates in a row came from one aggregator and none from others. */
  private void awaitOnly(BusProbe probe, TestAggregator one) {
    Eventually.holds(
        () -> {
          probe.clear();
          awaitWhileChanging(() -> probe.messages().size() >= IN_A_ROW);
          return probe.messages().stream().allMatch(one::published);
        });
  }

  private void awaitWhileChanging(Callable<Boolean> condition) {
    Eventually.holds(
        LONG,
        () -> {
          change();
          return condition.call();
        });
  }

  @Test
  @DisplayName("the next one publishes within three seconds after the node of the first was killed")
  void killed() {
    nodes = 2;
    long begin = System.nanoTime();
    bus.kill(bus.node(2));
    TestAggregator next = all.get(1);
    awaitWhileChanging(() -> onFirst.messages().stream().anyMatch(next::published));
    long gap = System.nanoTime() - begin;
    assertTrue(gap < GAP.toNanos(), gap / 1_000_000 + " ms without updates");
    awaitOnly(onFirst, next);
    awaitOnly(onSecond, next);
  }

  @Test
  @DisplayName(
      "each side of a partition has a publisher, and one publisher is left when it has " + "healed")
  void partitioned() {
    bus.partition(bus.node(0));
    awaitOnly(onFirst, all.get(2)); // alone on its side
    awaitOnly(onSecond, all.get(0));
    bus.heal();
    awaitOnly(onFirst, all.get(0));
    awaitOnly(onSecond, all.get(0));
  }
}
