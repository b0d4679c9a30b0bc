package io.streamproc.launcher;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens at Ctrl-C and SIGTERM: stop in order, and exit with 0 because that was asked for.
 * The exit code is the one thing that is the process's and not an object's.
 */
final class Shutdown {
  private static final AtomicInteger EXIT_CODE = new AtomicInteger();

  private Shutdown() {}

  /**
   * @param stop stops everything; blocks, bounded in time, until it is done
   */
  static void onSignal(Runnable stop) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> run(stop), "shutdown"));
  }

  private static void run(Runnable stop) {
    try {
      stop.run();
    } finally {
      // A JVM that ends by a signal exits with 128 + its number, which supervisors take for a
      // crash.
      Runtime.getRuntime().halt(EXIT_CODE.get());
    }
  }

  /** The process ends because something failed: the same orderly stop, another exit code. */
  static void failing() {
    EXIT_CODE.set(1);
  }
}
