package io.streamproc.testkit;

/** Passes bytes up to a limit, and reports when the limit is reached. Thread-safe. */
final class ByteLimit {
  private static final long NONE = -1;

  private long left = NONE;

  /** Sets the limit, counted from now. */
  synchronized void set(long bytes) {
    left = bytes;
  }

  /**
   * @return how many of {@code wanted} bytes may pass. Returns fewer once per {@link #set};
   *     afterwards there is no limit
   */
  synchronized int take(int wanted) {
    if (left == NONE) {
      return wanted;
    }
    int taken = (int) Math.min(wanted, left);
    left = taken < wanted ? NONE : left - taken;
    return taken;
  }
}
