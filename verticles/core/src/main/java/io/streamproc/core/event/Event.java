package io.streamproc.core.event;

/**
 * One event.
 *
 * @param amount a finite number, at most {@link #MAX_AMOUNT} in magnitude; never negative zero
 * @param time event time in epoch milliseconds, {@link #MIN_TIME} to {@link #MAX_TIME}
 */
public record Event(double amount, long time) {
  /**
   * Largest magnitude of an amount. Doubles reach 1.8e308; the head room keeps the sum of 10^18
   * such events finite, so no single client can turn a bucket's sum into infinity.
   */
  public static final double MAX_AMOUNT = 1e290;

  /** 1970-01-01T00:00:00Z. The time-series stores accept no earlier times. */
  public static final long MIN_TIME = 0;

  /**
   * 2261-12-31T23:59:59.999Z: the last millisecond that every store accepts. 64-bit nanoseconds
   * reach some months further, but QuestDB accepts only whole years.
   */
  public static final long MAX_TIME = 9_214_646_399_999L;

  public Event {
    if (!(Math.abs(amount) <= MAX_AMOUNT)) {
      throw new IllegalArgumentException("amount out of range: " + amount);
    }
    if (time < MIN_TIME || time > MAX_TIME) {
      throw new IllegalArgumentException("time out of range: " + time);
    }
    amount += 0.0; // -0.0 becomes 0.0: the stores disagree on whether the two are equal
  }
}
