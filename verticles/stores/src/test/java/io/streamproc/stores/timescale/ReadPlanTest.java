package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ReadPlanTest {
  private static final long MINUTE = Step.MINUTE.millis();
  private static final long HOUR = Step.HOUR.millis();
  private static final long DAY = Step.DAY.millis();

  @Test
  @DisplayName("rollups are used as soon as one is as fine as the step")
  void helps() {
    assertFalse(ReadPlan.helps(Step.SECOND));
    assertTrue(ReadPlan.helps(Step.FIVE_SECONDS));
    assertTrue(ReadPlan.helps(Step.DAY));
  }

  @Test
  @DisplayName("without stale ranges there is one segment, from the coarsest suitable rollup")
  void fresh() {
    TimeRange range = new TimeRange(0, 10 * DAY);
    assertEquals(List.of(new Segment(Rollup.DAY, range)), ReadPlan.of(range, Step.DAY, Map.of()));
    assertEquals(List.of(new Segment(Rollup.HOUR, range)), ReadPlan.of(range, Step.HOUR, Map.of()));
    assertEquals(
        List.of(new Segment(Rollup.MINUTE, range)),
        ReadPlan.of(range, Step.FIVE_MINUTES, Map.of()));
    assertEquals(
        List.of(new Segment(Rollup.FIVE_SECONDS, range)),
        ReadPlan.of(range, Step.TEN_SECONDS, Map.of()));
  }

  @Test
  @DisplayName("stale ranges go to the next finer rollup, and finally to the events")
  void holes() {
    TimeRange range = new TimeRange(0, 3 * DAY);
    long minute = DAY + 5 * HOUR + 7 * MINUTE;
    long event = minute + 123;
    List<TimeRange> one = List.of(new TimeRange(event, event + 1));
    assertEquals(
        List.of(
            new Segment(Rollup.DAY, new TimeRange(0, DAY)),
            new Segment(Rollup.HOUR, new TimeRange(DAY, DAY + 5 * HOUR)),
            new Segment(Rollup.MINUTE, new TimeRange(DAY + 5 * HOUR, minute)),
            new Segment(null, new TimeRange(minute, minute + 5_000)),
            new Segment(Rollup.FIVE_SECONDS, new TimeRange(minute + 5_000, minute + MINUTE)),
            new Segment(Rollup.MINUTE, new TimeRange(minute + MINUTE, DAY + 6 * HOUR)),
            new Segment(Rollup.HOUR, new TimeRange(DAY + 6 * HOUR, 2 * DAY)),
            new Segment(Rollup.DAY, new TimeRange(2 * DAY, 3 * DAY))),
        ReadPlan.of(range, Step.DAY, stale(one)));
  }

  @Test
  @DisplayName("a rollup that is stale without bounds is not used")
  void unknown() {
    TimeRange range = new TimeRange(0, 3 * DAY);
    List<TimeRange> all = List.of(new TimeRange(Long.MIN_VALUE / 1000, Long.MAX_VALUE / 1000));
    assertEquals(List.of(new Segment(null, range)), ReadPlan.of(range, Step.DAY, stale(all)));
  }

  private static Map<Rollup, List<TimeRange>> stale(List<TimeRange> ranges) {
    Map<Rollup, List<TimeRange>> stale = new EnumMap<>(Rollup.class);
    for (Rollup rollup : Rollup.values()) {
      stale.put(rollup, ranges);
    }
    return stale;
  }

  @RepeatedTest(100)
  @DisplayName("segments cover the range once, and no rollup serves its stale ranges")
  void covers(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    TimeRange range = new TimeRange(random.nextInt(5) * DAY, (6 + random.nextInt(9)) * DAY);
    Map<Rollup, List<TimeRange>> stale = new EnumMap<>(Rollup.class);
    for (Rollup rollup : Rollup.values()) {
      stale.put(rollup, randomHoles(random));
    }
    long at = range.from();
    for (Segment segment : ReadPlan.of(range, Step.DAY, stale)) {
      assertEquals(at, segment.range().from());
      at = segment.range().to();
      if (segment.rollup() != null) {
        long width = segment.rollup().width().toMillis();
        assertEquals(0, segment.range().from() % width);
        assertEquals(0, segment.range().to() % width);
        for (TimeRange hole : stale.get(segment.rollup())) {
          assertTrue(
              hole.to() <= segment.range().from() || hole.from() >= segment.range().to(),
              segment + " and " + hole);
        }
      }
    }
    assertEquals(range.to(), at);
  }

  private static List<TimeRange> randomHoles(Random random) {
    List<TimeRange> holes = new ArrayList<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      long from = (long) (random.nextDouble() * 16 * DAY) - DAY;
      holes.add(new TimeRange(from, from + 1 + (long) (random.nextDouble() * 3 * HOUR)));
    }
    return holes;
  }
}
