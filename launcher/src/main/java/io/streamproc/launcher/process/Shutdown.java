package io.streamproc.launcher.process;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * The end of the process: at Ctrl-C and SIGTERM everything stops in order and the exit code is 0,
 * because that was asked for; after a failure it is the same stop with the failure's code.
 */
public final class Shutdown {
  private final IntConsumer halt;
  private final AtomicReference<Integer> exitCode = new AtomicReference<>(); // the first one stands

  /**
   * @param halt ends the process at once, with this code
   */
  public Shutdown(IntConsumer halt) {
    this.halt = halt;
  }

  /**
   * @param stop stops everything; blocks, bounded in time, until it is done
   */
  public void onSignal(Runnable stop) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> run(stop), "shutdown"));
  }

  /** What the hook does. */
  void run(Runnable stop) {
    exitCode.compareAndSet(null, 0);
    try {
      stop.run();
    } finally {
      // A JVM that ends by a signal exits with 128 + its number, which supervisors take for a
      // crash.
      halt.accept(exitCode.get());
    }
  }

  /**
   * Something failed, and the caller ends the process; a stop that is under way stays a success.
   */
  public void failing(int code) {
    exitCode.compareAndSet(null, code);
  }
}
