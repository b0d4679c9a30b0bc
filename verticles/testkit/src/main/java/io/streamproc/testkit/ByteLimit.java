package io.streamproc.testkit;

/** Lets bytes through up to a limit, and says when the limit is reached. For several threads. */
final class ByteLimit {
  private static final long NONE = -1;

  private long left = NONE;

  /** Sets the limit, counted from now. */
  synchronized void set(long bytes) {
    left = bytes;
  }

  /**
   * @return how many of {@code wanted} bytes may pass; fewer than that once for each {@link #set},
   *     after which there is no limit any more
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
