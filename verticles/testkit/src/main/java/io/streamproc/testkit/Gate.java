package io.streamproc.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Blocks threads while it is shut. */
final class Gate {
  private boolean open = true;
  private int held;

  synchronized void set(boolean opened) {
    open = opened;
    notifyAll();
  }

  /** Returns at once if the gate is open, otherwise when it opens. */
  synchronized void pass() throws InterruptedException {
    held++;
    notifyAll();
    try {
      while (!open) {
        wait();
      }
    } finally {
      held--;
    }
  }

  /**
   * Returns when a thread is blocked.
   *
   * @throws IllegalStateException if no thread is blocked within the timeout
   */
  synchronized void awaitHeld(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (open || held == 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new IllegalStateException("nothing was held within " + timeout);
      }
      wait(left);
    }
  }
}
