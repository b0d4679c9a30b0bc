package io.streamproc.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MovableClockTest {
  @Test
  @DisplayName("stands still until it is moved, in either direction, in UTC")
  void moves() {
    MovableClock clock = new MovableClock(1_000);
    assertEquals(1_000, clock.millis());
    assertEquals(1_000, clock.millis());
    clock.advance(Duration.ofMillis(7));
    assertEquals(Instant.ofEpochMilli(1_007), clock.instant());
    clock.advance(Duration.ofSeconds(-1));
    assertEquals(7, clock.millis());
    assertEquals(ZoneOffset.UTC, clock.getZone());
    assertThrows(
        UnsupportedOperationException.class, () -> clock.withZone(ZoneId.of("Asia/Tokyo")));
  }
}
