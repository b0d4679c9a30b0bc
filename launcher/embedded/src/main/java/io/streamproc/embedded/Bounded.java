package io.streamproc.embedded;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a close operation that might hang, with a time limit. */
final class Bounded {
  private static final Logger LOG = LoggerFactory.getLogger(Bounded.class);

  private Bounded() {}

  /**
   * Runs {@code action} on a daemon thread and waits at most {@code limit}. After that it is
   * abandoned with a warning, so that it can't delay the end of the process.
   */
  static void run(String what, Duration limit, ThrowingAction action) {
    CountDownLatch done = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (Exception e) {
                LOG.warn("{} failed: {}", what, e.toString(), e);
              } finally {
                done.countDown();
              }
            },
            what);
    thread.setDaemon(true);
    thread.start();
    await(what, limit, done);
  }

  private static void await(String what, Duration limit, CountDownLatch done) {
    try {
      if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} did not end within {} s; left behind", what, limit.toSeconds());
      }
    } catch (InterruptedException e) {
      LOG.warn("{} was interrupted; left behind", what);
      Thread.currentThread().interrupt();
    }
  }

  /** An action that may throw. */
  interface ThrowingAction {
    void run() throws Exception;
  }
}
