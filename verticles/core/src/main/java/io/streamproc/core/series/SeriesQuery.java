package io.streamproc.core.series;

import io.streamproc.core.event.EventTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A request for both series. The range is aligned outward, so that every bucket of the answer is
 * whole and can be merged with a live update of the same bucket.
 *
 * @param range whole buckets
 * @param step width of a bucket
 */
public record SeriesQuery(TimeRange range, Step step) {
  /** No answer has more buckets per series than this. */
  public static final int MAX_BUCKETS = 1_000;

  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String STEP = "step";
  private static final List<String> PARAMETERS = List.of(FROM, TO, STEP);
  private static final String AUTO = "auto";
  private static final long DEFAULT_LENGTH = 300_000;

  /**
   * Reads and checks the parameters of a query, whether they come from a URL or from a message.
   *
   * <ul>
   *   <li>{@code from}: epoch milliseconds or RFC 3339; default: five minutes before {@code to}
   *   <li>{@code to}: the same; default: now
   *   <li>{@code step}: the id of a {@link Step}, or {@code auto}, the default: the finest step
   *       that fits {@link #MAX_BUCKETS}
   * </ul>
   *
   * @param parameters name and value of each parameter; a null value means that it is absent
   * @param now epoch milliseconds
   * @throws InvalidQueryException if a parameter is unknown, repeated or wrong
   */
  public static SeriesQuery parse(Iterable<Map.Entry<String, String>> parameters, long now) {
    Map<String, String> given = collect(parameters);
    long end = given.containsKey(TO) ? time(TO, given) : now;
    long start = given.containsKey(FROM) ? time(FROM, given) : Math.max(0, end - DEFAULT_LENGTH);
    if (start >= end) {
      throw new InvalidQueryException(FROM, "'from' must lie before 'to'");
    }
    TimeRange range = new TimeRange(start, end);
    Step step = step(given.getOrDefault(STEP, AUTO), range);
    return limited(range.align(step), step);
  }

  private static Map<String, String> collect(Iterable<Map.Entry<String, String>> parameters) {
    Map<String, String> given = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, String> parameter : parameters) {
      String name = parameter.getKey();
      if (!PARAMETERS.contains(name)) {
        throw new InvalidQueryException(
            name, "unknown parameter '" + name + "', there are " + PARAMETERS);
      }
      if (!seen.add(name)) {
        throw new InvalidQueryException(name, "'" + name + "' is given more than once");
      }
      if (parameter.getValue() != null) {
        given.put(name, parameter.getValue());
      }
    }
    return given;
  }

  private static long time(String name, Map<String, String> given) {
    try {
      return EventTime.parse(given.get(name));
    } catch (IllegalArgumentException e) {
      throw new InvalidQueryException(name, "'" + name + "' " + e.getMessage(), e);
    }
  }

  private static Step step(String id, TimeRange range) {
    if (id.equals(AUTO)) {
      return Step.finest(range, MAX_BUCKETS);
    }
    try {
      return Step.of(id);
    } catch (IllegalArgumentException e) {
      throw new InvalidQueryException(STEP, "'step' " + e.getMessage(), e);
    }
  }

  private static SeriesQuery limited(TimeRange range, Step step) {
    if (range.buckets(step) > MAX_BUCKETS) {
      throw new InvalidQueryException(
          STEP,
          String.format(
              Locale.ROOT,
              "the range has %d buckets of %s, at most %d are served;"
                  + " use a coarser 'step' or a shorter range",
              range.buckets(step),
              step.id(),
              MAX_BUCKETS));
    }
    return new SeriesQuery(range, step);
  }
}
