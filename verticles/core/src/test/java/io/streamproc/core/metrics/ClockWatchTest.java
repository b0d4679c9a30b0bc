package io.streamproc.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.testkit.LoggedLines;
import io.streamproc.testkit.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The watch on the clock")
class ClockWatchTest {
  private final MovableClock clock = new MovableClock(1_700_000_000_000L);
  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  private final ClockWatch watch = new ClockWatch(clock, nanos::get);
  @RegisterExtension final LoggedLines log = LoggedLines.of(ClockWatch.class);

  private void pass(Duration wall, Duration monotonic) {
    clock.advance(wall);
    nanos.addAndGet(monotonic.toNanos());
    watch.look();
  }

  @Test
  @DisplayName("logs one line when the clock is set forward, and one when it is set back")
  void jumps() {
    Duration second = Duration.ofSeconds(1);
    pass(second, second);
    pass(Duration.ofSeconds(3_601), second);
    pass(second, second);
    pass(Duration.ofSeconds(-3_599), second);
    pass(second, second);
    assertEquals(
        List.of(
            "WARN the clock of this machine was set forward by 3600 s and now shows"
                + " 2023-11-14T23:13:22Z; check its time synchronization (NTP)",
            "WARN the clock of this machine was set back by 3600 s and now shows"
                + " 2023-11-14T22:13:24Z; check its time synchronization (NTP)"),
        log.lines());
  }

  @Test
  @DisplayName("logs nothing about pauses of the process, and about clocks that drift a little")
  void pauses() {
    pass(Duration.ofMinutes(10), Duration.ofMinutes(10));
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofMillis(1_100), Duration.ofSeconds(1));
    }
    pass(ClockWatch.SMALLEST.minusMillis(1), Duration.ZERO);
    assertEquals(List.of(), log.lines());
  }
}
