package io.streamproc.core.series;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Width of a bucket. Every width divides the day, so buckets that are aligned to the epoch are
 * aligned to UTC minutes, hours and days as well, and each step is a whole multiple of the one
 * before.
 */
public enum Step {
  SECOND("1s", 1_000),
  FIVE_SECONDS("5s", 5_000),
  TEN_SECONDS("10s", 10_000),
  MINUTE("1m", 60_000),
  FIVE_MINUTES("5m", 300_000),
  HOUR("1h", 3_600_000),
  DAY("1d", 86_400_000);

  /**
   * The steps of live updates, ascending. Coarser buckets change too little for live updates;
   * clients fetch them again.
   */
  public static final List<Step> LIVE =
      List.of(SECOND, FIVE_SECONDS, TEN_SECONDS, MINUTE, FIVE_MINUTES);

  private final String id;
  private final long millis;

  Step(String id, long millis) {
    this.id = id;
    this.millis = millis;
  }

  /** The form in settings and queries: {@code 1s}, {@code 5m}. */
  public String id() {
    return id;
  }

  public long millis() {
    return millis;
  }

  /** Start of the bucket that holds {@code time}, epoch milliseconds. */
  public long floor(long time) {
    return Math.floorDiv(time, millis) * millis;
  }

  /** Start of the first bucket that begins at {@code time} or later. */
  public long ceil(long time) {
    return -floor(-time);
  }

  /**
   * @throws IllegalArgumentException with the valid steps
   */
  public static Step of(String id) {
    for (Step step : values()) {
      if (step.id.equals(id)) {
        return step;
      }
    }
    throw new IllegalArgumentException(
        "must be one of "
            + Arrays.stream(values()).map(Step::id).collect(Collectors.joining(" "))
            + " auto");
  }

  /**
   * @throws IllegalArgumentException if there is no step of that width
   */
  public static Step ofMillis(long millis) {
    return Arrays.stream(values())
        .filter(step -> step.millis == millis)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no step of " + millis + " ms"));
  }

  /**
   * The finest step with which {@code range} has at most {@code maxBuckets} buckets, or the
   * coarsest.
   */
  public static Step finest(TimeRange range, int maxBuckets) {
    for (Step step : values()) {
      if (range.align(step).buckets(step) <= maxBuckets) {
        return step;
      }
    }
    return DAY;
  }
}
