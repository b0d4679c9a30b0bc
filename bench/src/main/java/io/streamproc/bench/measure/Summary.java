package io.streamproc.bench.measure;

import java.util.Collection;
import java.util.List;

/**
 * Repeated measurements of one quantity.
 *
 * @param median as {@link Statistics#median}
 * @param lowest the lowest value
 * @param highest the highest value
 */
public record Summary(double median, double lowest, double highest) {
  /**
   * Summarizes values in the same unit.
   *
   * @throws IndexOutOfBoundsException without values
   */
  public static Summary of(Collection<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return new Summary(Statistics.median(sorted), sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /** Distance of the lowest and the highest value as a part of the median; 0.15 is 15 %. */
  public double spread() {
    return (highest - lowest) / median;
  }
}
