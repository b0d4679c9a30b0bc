package io.streamproc.testkit;

/** Counts bytes down, once, and says when there are no more to be let through. */
final class Fuse {
  private static final long UNLIT = -1;

  private long left = UNLIT;

  synchronized void burnAfter(long bytes) {
    left = bytes;
  }

  /**
   * @return how many of {@code wanted} bytes may pass; fewer only once for each {@link #burnAfter}
   */
  synchronized int take(int wanted) {
    if (left == UNLIT) {
      return wanted;
    }
    int taken = (int) Math.min(wanted, left);
    left = taken < wanted ? UNLIT : left - taken;
    return taken;
  }
}
