package io.streamproc.bench.measure;

import java.io.IOException;
import java.util.List;

/** Closes several things, each also if another one fails: a process must not outlive its run. */
public final class Closing {
  private Closing() {}

  /**
   * Closes all, in their order.
   *
   * @throws IOException with the first failure as its cause, and the others suppressed
   */
  public static void all(List<? extends AutoCloseable> all) throws IOException {
    IOException failure = null;
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IOException("can't close " + one, e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
