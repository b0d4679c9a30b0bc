package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.series.TimeRange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RangesTest {
  private static final Duration WIDTH = Duration.ofMillis(10);

  private static TimeRange range(long from, long to) {
    return new TimeRange(from, to);
  }

  @Test
  @DisplayName("ranges are widened to whole buckets")
  void widened() {
    assertEquals(List.of(range(10, 30)), Ranges.merged(List.of(range(19, 21)), WIDTH));
    assertEquals(List.of(range(10, 20)), Ranges.merged(List.of(range(10, 20)), WIDTH));
    assertEquals(List.of(range(-10, 0)), Ranges.merged(List.of(range(-1, 0)), WIDTH));
  }

  @Test
  @DisplayName("ranges that overlap or touch become one, in ascending order")
  void merged() {
    assertEquals(
        List.of(range(0, 40), range(50, 60)),
        Ranges.merged(
            List.of(range(50, 51), range(22, 33), range(0, 11), range(2, 3), range(19, 20)),
            WIDTH));
    assertEquals(List.of(), Ranges.merged(List.of(), WIDTH));
  }
}
