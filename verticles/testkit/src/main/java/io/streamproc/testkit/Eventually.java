package io.streamproc.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Asks again until the answer is the one that is waited for, or a deadline has passed. */
public final class Eventually {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Eventually() {}

  /**
   * The first answer that is good, or the last one, which the caller's assertions then describe.
   */
  public static <T> T get(Duration deadline, Callable<T> ask, Predicate<T> good) throws Exception {
    long end = System.nanoTime() + deadline.toNanos();
    T answer = ask.call();
    while (!good.test(answer) && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE);
      answer = ask.call();
    }
    return answer;
  }

  /**
   * Returns as soon as the condition holds.
   *
   * @throws AssertionError if it does not within the deadline, or can't be evaluated
   */
  public static void holds(Duration deadline, Callable<Boolean> condition) {
    try {
      if (!get(deadline, condition, held -> held)) {
        throw new AssertionError("did not come to hold within " + deadline);
      }
    } catch (Exception e) {
      throw new AssertionError("can't be told whether it holds", e);
    }
  }

  /** As {@link #holds(Duration, Callable)}, within a minute. */
  public static void holds(Callable<Boolean> condition) {
    holds(PATIENCE, condition);
  }
}
