package io.streamproc.bench.measure;

import java.util.ArrayList;
import java.util.List;

/** Statistics of a few measurements. */
public final class Statistics {
  private Statistics() {}

  /**
   * The median; of an even number of values the upper one of the two in the middle.
   *
   * @throws IndexOutOfBoundsException without values
   */
  public static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(null);
    return sorted.get(sorted.size() / 2);
  }
}
