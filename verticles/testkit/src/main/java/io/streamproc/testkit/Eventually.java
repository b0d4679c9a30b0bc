package io.streamproc.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Polls a condition until it holds or a deadline has passed. */
public final class Eventually {
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

  /** A pause is this part of the time waited so far: long waits cost little, none is prolonged. */
  private static final int PART = 50;

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private Eventually() {}

  /**
   * Returns the first accepted result, or the last one at the deadline, so that the caller's
   * assertion can show it.
   */
  public static <T> T get(Duration deadline, Callable<T> ask, Predicate<T> good) throws Exception {
    long start = System.nanoTime();
    T answer = ask.call();
    for (long waited = 0; !good.test(answer) && waited < deadline.toNanos(); ) {
      LockSupport.parkNanos(pause(waited));
      answer = ask.call();
      waited = System.nanoTime() - start;
    }
    return answer;
  }

  private static long pause(long waited) {
    return Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, waited / PART));
  }

  /**
   * Returns as soon as the condition holds.
   *
   * @throws AssertionError if it does not hold within the deadline, or can't be evaluated
   */
  public static void holds(Duration deadline, Callable<Boolean> condition) {
    try {
      if (!get(deadline, condition, held -> held)) {
        throw new AssertionError("did not hold within " + deadline);
      }
    } catch (Exception e) {
      throw new AssertionError("the condition could not be evaluated", e);
    }
  }

  /** Like {@link #holds(Duration, Callable)} with a deadline of one minute. */
  public static void holds(Callable<Boolean> condition) {
    holds(TIMEOUT, condition);
  }
}
