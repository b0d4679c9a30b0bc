package io.streamproc.producer;

/**
 * Generates the events that are due. Their amounts depend only on their number, not on the clock,
 * so a seed repeats them exactly; their times are the moments at which they were due.
 */
final class Generator {
  private final Amounts amounts;
  private final Pacer pacer;
  private final double gap; // milliseconds from event to event
  private long generated;

  /**
   * @param rate events a second, positive
   */
  Generator(Amounts amounts, double rate) {
    this.amounts = amounts;
    this.pacer = new Pacer(rate);
    this.gap = 1_000 / rate;
  }

  /**
   * Puts the events that are due into the buffer, which drops those that find no room.
   *
   * @param now epoch milliseconds
   */
  void generate(long now, EventBuffer out) {
    for (int due = pacer.due(now); due > 0; due--) {
      out.offer(amounts.next(generated++ * gap), pacer.take());
    }
  }
}
