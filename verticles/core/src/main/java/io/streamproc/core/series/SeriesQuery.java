package io.streamproc.core.series;

import io.streamproc.core.event.EventTime;
import java.util.Locale;

/**
 * A request for both series. The range is aligned outward, so that every bucket of the answer is
 * whole and can be merged with a live update of the same bucket.
 *
 * @param range whole buckets
 * @param step width of a bucket
 */
public record SeriesQuery(TimeRange range, Step step) {
  /** No answer has more buckets a series than this. */
  public static final int MAX_BUCKETS = 1_000;

  private static final long DEFAULT_LENGTH = 300_000;

  /**
   * @param from epoch milliseconds or RFC 3339; null: five minutes before {@code to}
   * @param to likewise; null: now
   * @param step a step's id, or {@code auto} or null for the finest that fits {@link #MAX_BUCKETS}
   * @param now epoch milliseconds
   * @throws IllegalArgumentException naming the parameter and what is wrong with it
   */
  public static SeriesQuery parse(String from, String to, String step, long now) {
    long end = to == null ? now : time("to", to);
    long start = from == null ? Math.max(0, end - DEFAULT_LENGTH) : time("from", from);
    if (start >= end) {
      throw new IllegalArgumentException("'from' must lie before 'to'");
    }
    TimeRange asked = new TimeRange(start, end);
    Step chosen =
        step == null || step.equals("auto") ? Step.finest(asked, MAX_BUCKETS) : step(step);
    TimeRange aligned = asked.align(chosen);
    if (aligned.buckets(chosen) > MAX_BUCKETS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the range has %d buckets of %s, at most %d are served; use a coarser 'step' or a shorter range",
              aligned.buckets(chosen),
              chosen.id(),
              MAX_BUCKETS));
    }
    return new SeriesQuery(aligned, chosen);
  }

  private static long time(String name, String text) {
    try {
      return EventTime.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + name + "' " + e.getMessage(), e);
    }
  }

  private static Step step(String text) {
    try {
      return Step.of(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'step' " + e.getMessage(), e);
    }
  }
}
