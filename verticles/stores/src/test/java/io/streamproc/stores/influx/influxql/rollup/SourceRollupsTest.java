package io.streamproc.stores.influx.influxql.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rollups of a partition")
class SourceRollupsTest {
  private static final long DAY = 86_400_000;

  private final SourceRollups rollups =
      new SourceRollups("abcde-0", 5, SourceState.begin(1_000, 5, DAY), DAY);

  @Test
  @DisplayName("have a generation for each slot of their states, and the same epoch")
  void slots() {
    rollups.enter(DAY);
    assertEquals(1_000, rollups.state().generation());
    rollups.enter(2 * DAY);
    rollups.enter(2 * DAY);
    assertEquals(1_001, rollups.state().generation());
    assertEquals(1_000, rollups.state().epoch());
  }

  @Test
  @DisplayName("are settled at the end of the log, after a time")
  void settled() {
    assertFalse(rollups.isSettled(Duration.ZERO)); // no batch, no end
    rollups.stored(7, 9, DAY);
    assertFalse(rollups.isSettled(Duration.ZERO));
    rollups.stored(9, 9, DAY);
    assertTrue(rollups.isSettled(Duration.ZERO));
    assertFalse(rollups.isSettled(Duration.ofHours(1)));
    rollups.stored(10, 12, DAY);
    assertFalse(rollups.isSettled(Duration.ZERO));
  }

  @Test
  @DisplayName("cover batches from their first offset up to the next one")
  void covered() {
    SourceState state = SourceState.begin(1_000, 5, -1).after(9, DAY);
    assertFalse(state.covers(4));
    assertTrue(state.covers(5));
    assertTrue(state.covers(9));
    assertFalse(state.covers(10));
    assertTrue(state.isBehind(10));
    assertFalse(SourceState.none(1).covers(0));
    assertFalse(SourceState.none(1).isBehind(10));
  }
}
