package io.streamproc.core.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

/** The upper bounds of the histograms' buckets. */
public final class Bounds {
  private Bounds() {}

  /** Bounds of the duration of one request or one write, 1 ms to 10 s. */
  public static Duration[] request() {
    return millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);
  }

  /** Bounds of the age of an event at a stage of the pipeline, 5 ms to 5 min. */
  public static Duration[] age() {
    return millis(
        5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000);
  }

  /** Bounds of a number of events, 1 to 100,000. */
  public static double[] events() {
    return new double[] {1, 10, 100, 1_000, 10_000, 100_000};
  }

  private static Duration[] millis(long... millis) {
    return LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
