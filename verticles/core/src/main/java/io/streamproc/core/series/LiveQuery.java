package io.streamproc.core.series;

import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A request for the live updates of both series.
 *
 * @param step width of the buckets
 * @param since the last update that the client has, as {@link #id}; empty if it has none
 */
public record LiveQuery(Step step, OptionalLong since) {
  /** Request header with the last id that a client has received (WHATWG HTML, 9.2). */
  public static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final String STEP = "step";
  private static final int MOST_DIGITS = 15;

  /**
   * Reads and checks the parameters of a request.
   *
   * @param parameters there is only {@code step}, the id of one of {@link Step#LIVE}; default:
   *     {@link Step#SECOND}
   * @param lastEventId the value of {@link #LAST_EVENT_ID}; null or empty if there is none
   * @throws InvalidQueryException if a parameter is unknown, repeated or wrong
   */
  public static LiveQuery parse(
      Iterable<Map.Entry<String, String>> parameters, String lastEventId) {
    Step step = null;
    for (Map.Entry<String, String> parameter : parameters) {
      String name = parameter.getKey();
      if (!name.equals(STEP)) {
        throw new InvalidQueryException(
            name, "unknown parameter '" + name + "', there is '" + STEP + "'");
      }
      if (step != null) {
        throw new InvalidQueryException(STEP, "'" + STEP + "' is given more than once");
      }
      step = step(parameter.getValue());
    }
    return new LiveQuery(step == null ? Step.SECOND : step, since(lastEventId));
  }

  private static Step step(String id) {
    return Step.LIVE.stream()
        .filter(step -> step.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidQueryException(
                    STEP,
                    "'step' must be one of "
                        + Step.LIVE.stream().map(Step::id).collect(Collectors.joining(" "))));
  }

  private static OptionalLong since(String lastEventId) {
    if (lastEventId == null || lastEventId.isEmpty()) {
      return OptionalLong.empty();
    }
    if (lastEventId.length() > MOST_DIGITS
        || !lastEventId.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new InvalidQueryException(
          LAST_EVENT_ID, "'" + LAST_EVENT_ID + "' must be the id of an event of this stream");
    }
    return OptionalLong.of(Long.parseLong(lastEventId));
  }

  /** The id of an update: the time at which the store was read, in decimal. */
  public static String id(long asOf) {
    return Long.toString(asOf);
  }
}
