package io.streamproc.consumer.loop;

import static io.streamproc.consumer.loop.ScriptedConsumer.event;
import static io.streamproc.consumer.loop.ScriptedConsumer.partition;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.testkit.Eventually;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kafka leaves offsets without records, such as the markers of transactions. */
@DisplayName("The loop, with a store that keeps positions,")
@Timeout(60)
class OffsetGapsTest extends RunningLoop {
  @BeforeEach
  void keepPositions() {
    store.keepPositions();
  }

  private void assertStored(List<String> positions) {
    Eventually.holds(() -> store.positions().size() >= positions.size());
    assertEquals(positions, store.positions());
  }

  @Test
  @DisplayName("reads nothing again because of a marker between two batches")
  void marker() {
    kafka.next(event(0, 0, 9), event(0, 1, 9));
    kafka.next(event(0, 3, 9), event(1, 0, 9));
    kafka.next(event(1, 1, 9), event(0, 7, 9));
    Eventually.holds(() -> kafka.calls("commit").contains("commit 0=8 1=2"));
    assertEquals(List.of(), kafka.calls("seek"));
    assertEquals(3, store.attempts());
    assertEquals(6, store.positions().size());
  }

  @Test
  @DisplayName("reads nothing again after a poll that only passed an aborted transaction")
  void aborted() {
    kafka.next(event(0, 0, 9));
    kafka.nextPasses(0, 5);
    kafka.next(event(0, 6, 9));
    assertStored(List.of("0@0", "0@6"));
    assertEquals(List.of(), kafka.calls("seek"));
    assertEquals(2, store.attempts());
  }

  @Test
  @DisplayName("reads the lost events of a restored store again, although a gap follows them")
  void restored() {
    kafka.next(event(0, 0, 9), event(0, 1, 9), event(0, 2, 9));
    assertStored(List.of("0@0", "0@1", "0@2"));
    store.fallBack(0, 1);
    kafka.next(event(0, 4, 9));
    Eventually.holds(() -> !kafka.calls("seek").isEmpty());
    assertEquals(List.of("seek 0=1"), kafka.calls("seek"));
    kafka.next(event(0, 2, 9), event(0, 4, 9)); // the marker is at 1 this time
    assertStored(List.of("0@0", "0@1", "0@2", "0@2", "0@4"));
    assertEquals(List.of("seek 0=1"), kafka.calls("seek"), "the gap after the seek is known");
  }

  @Test
  @DisplayName("does not take records that Kafka has deleted for a gap")
  void deleted() {
    kafka.next(event(0, 0, 9));
    assertStored(List.of("0@0"));
    kafka.deleteBefore(5);
    kafka.next(event(0, 5, 9));
    Eventually.holds(() -> !kafka.calls("seek").isEmpty());
    assertEquals(List.of("seek 0=1"), kafka.calls("seek"));
  }

  @Test
  @DisplayName("does not take for a gap what another consumer may have read meanwhile")
  void reassigned() {
    kafka.next(event(0, 0, 9));
    assertStored(List.of("0@0"));
    kafka.nextRebalances(List.of(partition(1)));
    kafka.nextRebalances(List.of(partition(0), partition(1)));
    kafka.next(event(0, 5, 9));
    Eventually.holds(() -> !kafka.calls("seek").isEmpty());
    assertEquals(List.of("seek 0=1"), kafka.calls("seek"));
  }
}
