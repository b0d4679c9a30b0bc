package io.streamproc.core.event;

import java.util.Arrays;

/**
 * A growable list of events in two arrays, which takes half the memory of objects and is fast to
 * iterate.
 */
public final class EventBatch {
  private double[] amounts;
  private long[] times;
  private int size;

  /**
   * @param capacity initial capacity in events, at least 1
   */
  public EventBatch(int capacity) {
    amounts = new double[capacity];
    times = new long[capacity];
  }

  /** Appends an event; the values are those of a valid {@link Event}. */
  public void add(double amount, long time) {
    if (size == amounts.length) {
      amounts = Arrays.copyOf(amounts, size * 2);
      times = Arrays.copyOf(times, size * 2);
    }
    amounts[size] = amount;
    times[size++] = time;
  }

  /** Removes all events. */
  void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  public double amount(int index) {
    return amounts[index];
  }

  /** Epoch milliseconds. */
  public long time(int index) {
    return times[index];
  }
}
