package io.streamproc.launcher;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Asks again until the answer is the one that is waited for, or a deadline has passed. */
final class Eventually {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private Eventually() {}

  /**
   * The first answer that is good, or the last one, which the caller's assertions then describe.
   */
  static <T> T get(Duration deadline, Callable<T> ask, Predicate<T> good) throws Exception {
    long end = System.nanoTime() + deadline.toNanos();
    T answer = ask.call();
    while (!good.test(answer) && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE);
      answer = ask.call();
    }
    return answer;
  }
}
