package io.streamproc.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventuallyTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  private final AtomicInteger calls = new AtomicInteger();

  @Test
  @DisplayName("the first accepted result ends the wait")
  void good() throws Exception {
    assertEquals(3, Eventually.get(Duration.ofMinutes(1), calls::incrementAndGet, n -> n == 3));
    assertEquals(3, calls.get());
    Eventually.holds(() -> calls.incrementAndGet() == 6);
    assertEquals(6, calls.get());
  }

  @Test
  @DisplayName("after the deadline the last result is returned, so that an assertion can show it")
  void late() throws Exception {
    int last = Eventually.get(SHORT, calls::incrementAndGet, n -> false);
    assertEquals(calls.get(), last);
    assertTrue(last > 1, last + " calls");
    assertEquals(1, Eventually.get(Duration.ZERO, () -> 1, n -> false), "asked once at least");
  }

  @Test
  @DisplayName("a condition that never holds fails, and names the deadline")
  void never() {
    AssertionError e =
        assertThrows(AssertionError.class, () -> Eventually.holds(SHORT, () -> false));
    assertTrue(e.getMessage().contains("PT0.05S"), e.getMessage());
  }

  @Test
  @DisplayName("a condition that throws fails at once, with the cause")
  void throwing() {
    IOException cause = new IOException("away");
    AssertionError e =
        assertThrows(
            AssertionError.class,
            () ->
                Eventually.holds(
                    () -> {
                      calls.incrementAndGet();
                      throw cause;
                    }));
    assertSame(cause, e.getCause());
    assertEquals(1, calls.get());
  }
}
