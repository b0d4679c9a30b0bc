package io.streamproc.aggregator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LiveWindowTest {
  private final LiveWindow window = new LiveWindow();

  private static Bucket bucket(long start, long count, double sum) {
    return new Bucket(start, count, sum, 1, 9);
  }

  @Test
  @DisplayName("only buckets whose state differs count as changed")
  void changes() {
    var range = new TimeRange(0, 3_000);
    var first = List.of(bucket(0, 1, 7), bucket(1_000, 2, 14));
    assertEquals(Set.of(0L, 1_000L), window.replace(range, first));
    assertEquals(Set.of(), window.replace(range, first));
    var second = List.of(bucket(0, 1, 7), bucket(1_000, 3, 20), bucket(2_000, 1, 6));
    assertEquals(Set.of(1_000L, 2_000L), window.replace(range, second));
  }

  @Test
  @DisplayName("a coarser bucket is the sum of all its seconds, not only of the changed ones")
  void coarser() {
    window.replace(
        new TimeRange(0, 10_000),
        List.of(new Bucket(1_000, 2, 3, 1, 2), new Bucket(4_000, 1, 9, 9, 9), bucket(6_000, 1, 5)));
    assertEquals(
        List.of(new Bucket(0, 3, 12, 1, 9)),
        window.buckets(Step.FIVE_SECONDS, new TreeSet<>(Set.of(4_000L))));
    assertEquals(
        List.of(new Bucket(0, 4, 17, 1, 9)),
        window.buckets(Step.MINUTE, new TreeSet<>(Set.of(1_000L, 6_000L))));
  }

  @Test
  @DisplayName(
      "the window starts where a bucket of every live step starts, two coarsest buckets " + "back")
  void range() {
    long now = 1_700_000_123_456L;
    TimeRange range = LiveUpdate.window(now);
    for (Step step : Step.LIVE) {
      assertEquals(0, range.from() % step.millis(), step.id());
    }
    assertTrue(now - range.from() >= 600_000 && now - range.from() < 900_000);
    assertTrue(range.to() > now);
  }

  @Test
  @DisplayName(
      "seconds deleted by the store's retention are removed, and so are those before the "
          + "window")
  void forgets() {
    var range = new TimeRange(0, 10_000);
    window.replace(range, List.of(bucket(1_000, 1, 1), bucket(2_000, 1, 1)));
    window.replace(range, List.of(bucket(2_000, 1, 1)));
    assertEquals(
        List.of(new Bucket(0, 1, 1, 1, 9)),
        window.buckets(Step.TEN_SECONDS, new TreeSet<>(Set.of(2_000L))));
    window.evictBefore(5_000);
    assertEquals(Set.of(2_000L), window.replace(range, List.of(bucket(2_000, 1, 1))));
  }
}
