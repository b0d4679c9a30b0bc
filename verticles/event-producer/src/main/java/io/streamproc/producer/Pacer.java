package io.streamproc.producer;

/**
 * Tells how many events are due, and when each was: the k-th is due k/rate seconds after the first,
 * whatever the ticks do, so the rate is exact on average and nothing drifts. After a stall at most
 * {@link #CATCH_UP} is made up for; what was due before is skipped, never generated.
 */
final class Pacer {
  /** Milliseconds of a stall that are made up for. */
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
   * @param now epoch milliseconds; a step back of the clock begins the count anew
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
