package io.streamproc.core.series;

/**
 * Half open: {@code [from, to)}, epoch milliseconds.
 *
 * @param from first millisecond inside
 * @param to first millisecond after, greater than {@code from}
 */
public record TimeRange(long from, long to) {
  public TimeRange {
    if (from >= to) {
      throw new IllegalArgumentException("from must lie before to");
    }
  }

  /** The smallest range of whole buckets that contains this one. */
  public TimeRange align(Step step) {
    return new TimeRange(step.floor(from), step.ceil(to));
  }

  /** Number of buckets; the range must be aligned. */
  public long buckets(Step step) {
    return (to - from) / step.millis();
  }

  public TimeRange union(TimeRange other) {
    return new TimeRange(Math.min(from, other.from), Math.max(to, other.to));
  }

  /** Whether the time is in the range. */
  public boolean contains(long millis) {
    return from <= millis && millis < to;
  }
}
