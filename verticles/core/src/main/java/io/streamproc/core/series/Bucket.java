package io.streamproc.core.series;

/**
 * Whole state of one bucket. Empty buckets do not exist: no data is not zero.
 *
 * @param start epoch milliseconds, a multiple of the step
 * @param count number of events, at least 1
 * @param sum sum of their amounts
 * @param min least amount
 * @param max greatest amount
 */
public record Bucket(long start, long count, double sum, double min, double max) {
  public Bucket {
    if (count < 1) {
      throw new IllegalArgumentException("a bucket holds at least one event");
    }
  }

  public double mean() {
    return sum / count;
  }

  /** Merges two buckets of the same coarser bucket, which starts at {@code start}. */
  public Bucket merge(Bucket other, long start) {
    return new Bucket(
        start,
        count + other.count,
        sum + other.sum,
        Math.min(min, other.min),
        Math.max(max, other.max));
  }
}
