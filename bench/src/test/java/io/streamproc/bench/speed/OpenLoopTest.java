package io.streamproc.bench.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenLoopTest {
  private static final long BEGIN = 1_234_567;
  private static final long MILLI = 1_000_000;

  @ParameterizedTest
  @CsvSource({"100, 0, 0", "100, 1, 10", "100, 7, 70", "2000, 1, 0", "2000, 2, 1", "2000, 3, 1"})
  @DisplayName("intended times are evenly spaced, on a grid of milliseconds")
  void intended(double rate, long request, long millis) {
    assertEquals(BEGIN + millis * MILLI, new OpenLoop(rate, BEGIN, 10).intended(request));
  }

  @Test
  @DisplayName("a request is due from its intended time on")
  void due() {
    OpenLoop loop = new OpenLoop(100, BEGIN, 1);
    assertFalse(loop.isDue(BEGIN - 1));
    assertTrue(loop.isDue(BEGIN));
    assertEquals(BEGIN, loop.take());
    assertFalse(loop.isDue(BEGIN + 10 * MILLI - 1));
    assertTrue(loop.isDue(BEGIN + 10 * MILLI));
  }

  @Test
  @DisplayName("requests keep their intended times however late they are sent")
  void late() {
    OpenLoop loop = new OpenLoop(100, BEGIN, 1);
    long now = BEGIN + 35 * MILLI; // after a stall
    for (long millis : new long[] {0, 10, 20, 30}) {
      assertTrue(loop.isDue(now));
      assertEquals(BEGIN + millis * MILLI, loop.take());
    }
    assertFalse(loop.isDue(now));
  }

  @Test
  @DisplayName("all requests of the time are sent, and no more")
  void count() {
    OpenLoop loop = new OpenLoop(100, BEGIN, 0.25);
    assertEquals(25, loop.count());
    for (int i = 0; i < 25; i++) {
      assertFalse(loop.isDone());
      loop.take();
    }
    assertTrue(loop.isDone());
    assertFalse(loop.isDue(Long.MAX_VALUE));
  }
}
