package io.streamproc.producer;

/**
 * Computes how many events are due, and when each was: the k-th is due k/rate seconds after the
 * first, independent of the ticks, so the average rate is exact and does not drift. After a stall
 * the events of the last {@link #CATCH_UP} are generated late; earlier ones are skipped.
 */
final class Pacer {
  /** Length of a stall whose events are still generated, milliseconds. */
  static final long CATCH_UP = 1_000;

  private final double gap; // milliseconds from event to event
  private long start;
  private long taken = -1; // since start; negative before the first look at the clock

  /**
   * @param rate events a second, positive
   */
  Pacer(double rate) {
    gap = 1_000 / rate;
  }

  /**
   * @param now epoch milliseconds; if the clock was set back, the count starts again
   * @return events due and not yet taken
   */
  int due(long now) {
    if (taken < 0 || now < start) {
      restart(now);
    }
    long due = (long) ((now - start) / gap) + 1 - taken;
    long most = 1 + (long) (CATCH_UP / gap);
    if (due > most) {
      restart(now - (long) ((most - 1) * gap));
      due = most;
    }
    return (int) Math.max(0, due);
  }

  /** When the next event is due, epoch milliseconds; takes it. */
  long take() {
    return start + (long) (taken++ * gap);
  }

  private void restart(long at) {
    start = at;
    taken = 0;
  }
}
