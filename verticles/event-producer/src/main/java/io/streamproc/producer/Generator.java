package io.streamproc.producer;

/**
 * Generates the events that are due. Amounts depend only on the event's number, not on the clock,
 * so a seed reproduces them exactly. An event's time is the moment at which it was due.
 */
final class Generator {
  private final Amounts amounts;
  private final Pacer pacer;
  private final double gap; // milliseconds between events
  private long generated;

  /**
   * @param rate events per second, positive
   */
  Generator(Amounts amounts, double rate) {
    this.amounts = amounts;
    this.pacer = new Pacer(rate);
    this.gap = 1_000 / rate;
  }

  /**
   * Adds the due events to the buffer, which drops them when it is full.
   *
   * @param now epoch milliseconds
   */
  void generate(long now, EventBuffer out) {
    for (int due = pacer.due(now); due > 0; due--) {
      out.offer(amounts.next(generated++ * gap), pacer.take());
    }
  }
}
