package io.streamproc.producer;

import java.util.function.Function;

/**
 * Generates the events that are due. Amounts depend only on the event's number, not on the clock,
 * so a seed reproduces them exactly. An event's time is the moment at which it was due.
 */
final class Generator {
  private final Function<Shape, Amounts> sequences;
  private Shape shape;
  private double rate;
  private Amounts amounts;
  private Pacer pacer;
  private double before; // milliseconds of the events that were generated at earlier rates
  private long generated; // at this rate

  /**
   * @param sequences makes a sequence of amounts of a shape
   * @param rate events per second, positive
   */
  Generator(Function<Shape, Amounts> sequences, Shape shape, double rate) {
    this.sequences = sequences;
    this.shape = shape;
    this.rate = rate;
    amounts = sequences.apply(shape);
    pacer = new Pacer(rate);
  }

  double rate() {
    return rate;
  }

  Shape shape() {
    return shape;
  }

  /** Generates other events from now on. */
  void change(double otherRate, Shape otherShape) {
    if (otherShape != shape) {
      shape = otherShape;
      amounts = sequences.apply(otherShape);
    }
    if (otherRate != rate) {
      before += generated * gap();
      generated = 0;
      rate = otherRate;
      pacer = new Pacer(otherRate);
    }
  }

  /** Milliseconds between events. */
  private double gap() {
    return 1_000 / rate;
  }

  /**
   * Adds the due events to the buffer, which drops them when it is full.
   *
   * @param now epoch milliseconds
   */
  void generate(long now, EventBuffer out) {
    for (int due = pacer.due(now); due > 0; due--) {
      out.offer(amounts.next(before + generated++ * gap()), pacer.take());
    }
  }
}
