package io.streamproc.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A member whose entries are missing")
class MissingEntriesTest {
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final int CHECKS = (int) (MissingEntries.PATIENCE.toSeconds() / 2);

  private final MissingEntries missing = new MissingEntries(PERIOD);

  private boolean check(int times) {
    boolean lost = false;
    for (int i = 0; i < times; i++) {
      lost = missing.isLost(true);
    }
    return lost;
  }

  @Test
  @DisplayName("has lost its cluster if they stay missing for two minutes, and not earlier")
  void patience() {
    assertFalse(check(CHECKS - 1));
    assertTrue(check(1));
    assertFalse(check(1), "it is told once");
  }

  @Test
  @DisplayName("has not lost it if they were complete meanwhile")
  void complete() {
    assertFalse(check(CHECKS - 1));
    assertFalse(missing.isLost(false));
    assertFalse(check(CHECKS - 1));
  }

  @Test
  @DisplayName("is logged at few of the checks: the first, second, fourth, eighth and so on")
  void lines() {
    List<Integer> logged = new ArrayList<>();
    for (int i = 1; i <= CHECKS; i++) {
      missing.isLost(true);
      if (missing.isWorthALine()) {
        logged.add(i);
      }
    }
    assertEquals(List.of(1, 2, 4, 8, 16, 32), logged);
    missing.isLost(false);
    assertFalse(missing.isWorthALine(), "nothing is missing");
  }
}
