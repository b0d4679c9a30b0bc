package io.streamproc.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.stores.SinkBatch.OffsetRange;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SinkBatchTest {
  private final SinkBatch batch = new SinkBatch("id", 1);

  @BeforeEach
  void fill() {
    batch.read(0, 10, 20);
    batch.add(0, 11, 500, 1);
    batch.add(0, 15, 400, 2);
    batch.read(1, 0, 5);
    batch.add(1, 3, 600, 3);
    batch.read(2, 7, 9);
  }

  @Test
  @DisplayName("keeps every column, and the earliest and latest event time")
  void columns() {
    assertEquals(3, batch.size());
    assertEquals(1, batch.partition(2));
    assertEquals(3, batch.offset(2));
    assertEquals(3.0, batch.amount(2));
    assertEquals(400, batch.minTime());
    assertEquals(600, batch.maxTime());
  }

  @Test
  @DisplayName("the two parts of a split cover the same offsets as the whole, each once")
  void split() {
    var parts = batch.splitAt(1);
    assertEquals(1, parts.get(0).size());
    assertEquals(
        Map.of(0, new OffsetRange(10, 15), 1, new OffsetRange(0, 3), 2, new OffsetRange(7, 9)),
        parts.get(0).ranges());
    assertEquals(2, parts.get(1).size());
    assertEquals(15, parts.get(1).offset(0));
    assertEquals(
        Map.of(0, new OffsetRange(15, 20), 1, new OffsetRange(3, 5)), parts.get(1).ranges());
  }

  @Test
  @DisplayName("a batch without events covers the same offsets")
  void withoutEvents() {
    assertEquals(0, batch.withoutEvents().size());
    assertEquals(batch.ranges(), batch.withoutEvents().ranges());
  }
}
