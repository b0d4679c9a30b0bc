package io.streamproc.audit.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.audit.MemoryWorld;
import io.streamproc.audit.dead.DeadLetters;
import io.streamproc.audit.kafka.TopicLog.Range;
import io.streamproc.core.series.SeriesName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The bounds of a verification")
class BoundsTest {
  private static final long FAR = 3_000_000_000L;

  private final MemoryWorld world = new MemoryWorld();

  private Bounds bounds(Map<Integer, Range> ranges) {
    DeadLetters letters = DeadLetters.read(world.kafka, "t.dead", "t", "id-of-t");
    return new Bounds(
        "id-of-t",
        Map.of(SeriesName.HIGH, Map.of(0, 7L), SeriesName.LOW, Map.of()),
        new TreeMap<>(ranges),
        Bounds.index(letters, ranges));
  }

  private void letter(String source) {
    world.kafka.deadLetter("consumer-high", source, "no event");
  }

  /** The offsets were kept as int, so a partition of more records could not be verified. */
  @Test
  @DisplayName("hold dead letters of a partition with more than 2^31 records")
  void far() {
    letter("t-0@5");
    letter("t-0@" + FAR);
    Bounds bounds = bounds(Map.of(0, new Range(0, FAR + 2)));
    assertTrue(bounds.isLetter(0, 5));
    assertTrue(bounds.isLetter(0, FAR));
    assertFalse(bounds.isLetter(0, FAR + 1));
    assertFalse(bounds.isLetter(1, 5));
  }

  @Test
  @DisplayName("leave out dead letters of records that Kafka does not hold")
  void dropped() {
    letter("t-0@4");
    letter("t-0@5");
    letter("t-0@9");
    letter("t-0@10");
    letter("t-7@5");
    Bounds bounds = bounds(Map.of(0, new Range(5, 10)));
    assertEquals(
        List.of(5L, 9L),
        LongStream.range(0, 12).filter(o -> bounds.isLetter(0, o)).boxed().toList());
    assertFalse(bounds.isLetter(7, 5));
  }

  @Test
  @DisplayName("say which records a side has passed; without a position it has passed none")
  void due() {
    Bounds bounds = bounds(Map.of(0, new Range(5, 10)));
    assertTrue(bounds.isDue(SeriesName.HIGH, 0, 6));
    assertFalse(bounds.isDue(SeriesName.HIGH, 0, 7));
    assertFalse(bounds.isDue(SeriesName.HIGH, 1, 0));
    assertFalse(bounds.isDue(SeriesName.LOW, 0, 0));
  }

  @Test
  @DisplayName("contain the half-open ranges, and number partitions up to the highest")
  void ranges() {
    Bounds bounds = bounds(Map.of(0, new Range(5, 10), 3, new Range(0, 1)));
    assertFalse(bounds.contains(0, 4));
    assertTrue(bounds.contains(0, 5));
    assertTrue(bounds.contains(0, 9));
    assertFalse(bounds.contains(0, 10));
    assertFalse(bounds.contains(1, 5));
    assertEquals(4, bounds.partitions());
    assertEquals(0, bounds(Map.of()).partitions());
  }
}
