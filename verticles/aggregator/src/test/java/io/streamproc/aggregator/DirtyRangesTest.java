package io.streamproc.aggregator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.TimeRange;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DirtyRangesTest {
  private static final TimeRange ALL = new TimeRange(0, 1_000_000);
  private final DirtyRanges ranges = new DirtyRanges();

  @Test
  @DisplayName("a thousand hints about the present form one range")
  void overlapping() {
    for (int i = 0; i < 1_000; i++) {
      ranges.add(new TimeRange(500_000 + i, 500_010 + i));
    }
    assertEquals(List.of(new TimeRange(500_000, 501_009)), ranges.take(ALL));
  }

  @Test
  @DisplayName("distant ranges stay separate, and a range between them joins all three")
  void joins() {
    ranges.add(new TimeRange(0, 1_000));
    ranges.add(new TimeRange(30_000, 31_000));
    assertEquals(2, ranges.take(ALL).size());
    ranges.add(new TimeRange(0, 1_000));
    ranges.add(new TimeRange(30_000, 31_000));
    ranges.add(new TimeRange(5_000, 29_000));
    assertEquals(List.of(new TimeRange(0, 31_000)), ranges.take(ALL));
  }

  @Test
  @DisplayName("a small range inside a large one changes nothing")
  void inside() {
    ranges.add(new TimeRange(0, 100_000));
    ranges.add(new TimeRange(50_000, 50_001));
    assertEquals(List.of(new TimeRange(0, 100_000)), ranges.take(ALL));
  }

  @Test
  @DisplayName("ranges are cut to the window when taken, and the rest is dropped")
  void window() {
    ranges.add(new TimeRange(0, 10));
    ranges.add(new TimeRange(400_000, 600_000));
    ranges.add(new TimeRange(900_000, 900_001));
    assertEquals(
        List.of(new TimeRange(500_000, 600_000)), ranges.take(new TimeRange(500_000, 800_000)));
    assertTrue(ranges.isEmpty());
  }
}
