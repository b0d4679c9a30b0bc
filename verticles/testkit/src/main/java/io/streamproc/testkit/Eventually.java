package io.streamproc.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Polls a condition until it holds or a deadline has passed. */
public final class Eventually {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

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
      throw new AssertionError("the condition could not be evaluated", e);
    }
  }

  /** The same as {@link #holds(Duration, Callable)} with a deadline of one minute. */
  public static void holds(Callable<Boolean> condition) {
    holds(TIMEOUT, condition);
  }
}
