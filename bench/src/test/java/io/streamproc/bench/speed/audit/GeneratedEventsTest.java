package io.streamproc.bench.speed.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.SeriesName;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GeneratedEventsTest {
  @Test
  @DisplayName("half of the events of each partition are high, those above 5")
  void half() {
    GeneratedEvents events = new GeneratedEvents(6, 1_000, 0);
    for (int partition = 0; partition < 6; partition++) {
      int own = partition;
      assertEquals(
          500,
          IntStream.range(0, 1_000).filter(o -> events.series(own, o) == SeriesName.HIGH).count());
      assertTrue(
          IntStream.range(0, 1_000)
              .allMatch(
                  o -> (events.series(own, o) == SeriesName.HIGH) == events.amount(own, o) > 5));
    }
  }

  @Test
  @DisplayName("every tenth record is a dead letter, and the number of them is counted")
  void letters() {
    GeneratedEvents events = new GeneratedEvents(2, 95, 10);
    assertEquals(20, events.letters());
    assertEquals(10, IntStream.range(0, 95).filter(events::isLetter).count());
    assertEquals(0, new GeneratedEvents(2, 95, 0).letters());
  }

  @Test
  @DisplayName("a ledger that lacks an event is no result")
  void incomplete() {
    GeneratedEvents events = new GeneratedEvents(2, 5, 0);
    VerifyCase.requireAll("a warning\n{\"total\":{\"accepted\":10,\"high\":5,\"low\":5}}", events);
    String lost = "{\"total\":{\"accepted\":10,\"high\":5,\"low\":4}}";
    assertThrows(IllegalStateException.class, () -> VerifyCase.requireAll(lost, events));
  }
}
