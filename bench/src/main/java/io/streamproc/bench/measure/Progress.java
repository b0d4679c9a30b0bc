package io.streamproc.bench.measure;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for something that is counted. */
public final class Progress {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Progress() {}

  /**
   * Waits until a count has reached its goal.
   *
   * @param what is counted, for the error
   * @param count asked every 50 ms
   * @return the count, at least the goal
   * @throws IllegalStateException if it takes more than two minutes
   */
  public static long await(String what, long goal, Callable<Long> count) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      long now = count.call();
      if (now >= goal) {
        return now;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(what + ": " + now + " of " + goal);
      }
      Pause.of(POLL);
    }
  }
}
