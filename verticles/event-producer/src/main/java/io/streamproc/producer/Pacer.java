package io.streamproc.producer;

/**
 * Computes how many events are due, and when each was due. Event k is due k/rate seconds after the
 * first, independently of the ticks, so the average rate is exact and does not drift. After a
 * stall, the events of the last {@link #CATCH_UP} are generated late and earlier ones are skipped.
 */
final class Pacer {
  /** Longest stall that is made up for completely, in milliseconds. */
  static final long CATCH_UP = 1_000;

  private final double gap; // milliseconds between events
  private long start;
  private long taken = -1; // milliseconds since start; negative until the clock is read first

  /**
   * @param rate events per second, positive
   */
  Pacer(double rate) {
    gap = 1_000 / rate;
  }

  /**
   * @param now epoch milliseconds; if the clock was set back by more than a second, counting starts
   *     over
   * @return number of events that are due and not yet taken
   */
  int due(long now) {
    if (taken < 0 || now < start || isSetBack(now)) {
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

  /** Otherwise no event would be due until the clock shows the next event's time again. */
  private boolean isSetBack(long now) {
    return start + taken * gap - now > gap + CATCH_UP;
  }

  /** Takes the next event and returns when it is due, in epoch milliseconds. */
  long take() {
    return start + (long) (taken++ * gap);
  }

  private void restart(long at) {
    start = at;
    taken = 0;
  }
}
