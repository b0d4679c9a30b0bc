package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Bucket;

/** Sums of one part of a row. */
final class Totals {
  private static final char SEPARATOR = ':';
  private static final int NUMBERS = 4;

  private long count;
  private double sum;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  void add(double amount) {
    count++;
    sum += amount;
    min = Math.min(min, amount);
    max = Math.max(max, amount);
  }

  void add(Bucket bucket) {
    count += bucket.count();
    sum += bucket.sum();
    min = Math.min(min, bucket.min());
    max = Math.max(max, bucket.max());
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Returns them as a bucket; there must be an event. */
  Bucket bucket(long start) {
    return new Bucket(start, count, sum, min, max);
  }

  /** Appends them as text, for {@link #parse}. */
  void append(StringBuilder text) {
    text.append(count)
        .append(SEPARATOR)
        .append(sum)
        .append(SEPARATOR)
        .append(min)
        .append(SEPARATOR)
        .append(max);
  }

  /**
   * @param text count, sum, least and greatest amount
   */
  static Bucket parse(long start, String text) {
    String[] numbers = text.split(String.valueOf(SEPARATOR), NUMBERS);
    return new Bucket(
        start,
        Long.parseLong(numbers[0]),
        Double.parseDouble(numbers[1]),
        Double.parseDouble(numbers[2]),
        Double.parseDouble(numbers[NUMBERS - 1]));
  }
}
