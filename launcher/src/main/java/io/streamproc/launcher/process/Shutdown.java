package io.streamproc.launcher.process;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Ends the process. At Ctrl-C and SIGTERM everything stops in order and the exit code is 0; after a
 * failure everything stops in the same way, with the failure's exit code.
 */
public final class Shutdown {
  private final IntConsumer halt;
  private final AtomicReference<Integer> exitCode =
      new AtomicReference<>(); // only the first failure counts

  /**
   * @param halt ends the process at once with an exit code
   */
  public Shutdown(IntConsumer halt) {
    this.halt = halt;
  }

  /**
   * @param stop stops everything; blocks until that is done, with a time limit
   */
  public void onSignal(Runnable stop) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> run(stop), "shutdown"));
  }

  /** The body of the shutdown hook. */
  void run(Runnable stop) {
    exitCode.compareAndSet(null, 0);
    try {
      stop.run();
    } finally {
      // A JVM that is ended by a signal exits with 128 + the signal's number, which supervisors
      // consider a crash.
      halt.accept(exitCode.get());
    }
  }

  /**
   * Records a failure; the caller then ends the process. A stop that has begun remains a success.
   */
  public void failing(int code) {
    exitCode.compareAndSet(null, code);
  }
}
