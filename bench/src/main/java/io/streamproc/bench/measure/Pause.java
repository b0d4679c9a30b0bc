package io.streamproc.bench.measure;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The time between the begin and the end of a measurement. */
public final class Pause {
  private Pause() {}

  /** Waits for the whole length, also if the thread is woken up before. */
  public static void of(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    do {
      LockSupport.parkNanos(Math.max(1, end - System.nanoTime()));
    } while (System.nanoTime() < end);
  }

  /** The same for a number of seconds. */
  public static void ofSeconds(double length) {
    of(Duration.ofNanos((long) (length * 1e9)));
  }
}
