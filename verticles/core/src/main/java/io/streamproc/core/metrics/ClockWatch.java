package io.streamproc.core.metrics;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when the wall clock is set, which explains times and ages around that line that don't fit
 * together. The monotonic clock shows it. A clock that runs slightly fast or slow is not reported.
 */
public final class ClockWatch {
  static final Duration SMALLEST = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final long PERIOD_MILLIS = 1_000;

  private final Clock clock;
  private final LongSupplier nanoTime;
  private long difference; // between both clocks, milliseconds

  /**
   * @param clock the wall clock
   * @param nanoTime as {@link System#nanoTime()}
   */
  ClockWatch(Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    difference = difference();
  }

  /** Watches the clock until Vert.x is closed. */
  public static void start(Vertx vertx, Clock clock) {
    ClockWatch watch = new ClockWatch(clock, System::nanoTime);
    vertx.setPeriodic(PERIOD_MILLIS, t -> watch.look());
  }

  private long difference() {
    return clock.millis() - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
  }

  /** Compares both clocks; must be called about once per second. */
  void look() {
    long now = difference();
    long jump = now - difference;
    difference = now;
    if (Math.abs(jump) >= SMALLEST.toMillis()) {
      LOG.warn(
          "the clock of this machine was set {} by {} s and now shows {}; check its time"
              + " synchronization (NTP)",
          jump > 0 ? "forward" : "back",
          Math.abs(jump) / 1_000,
          clock.instant());
    }
  }
}
