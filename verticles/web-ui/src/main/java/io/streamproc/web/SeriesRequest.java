package io.streamproc.web;

import io.streamproc.core.series.SeriesQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of {@code GET /api/series}, as they were given: the aggregator has the last word
 * on what they mean, and its clock decides what "now" is.
 *
 * @param parameters those of {@code from}, {@code to} and {@code step} that are present
 */
record SeriesRequest(Map<String, String> parameters) {
  private static final List<String> NAMES = List.of("from", "to", "step");

  SeriesRequest {
    parameters = Map.copyOf(parameters);
  }

  /** What is wrong, and with which parameter. */
  static final class InvalidParameterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String parameter;

    InvalidParameterException(String parameter, String message) {
      super(message);
      this.parameter = parameter;
    }

    String parameter() {
      return parameter;
    }
  }

  /**
   * Checks early what the aggregator would refuse anyway.
   *
   * @param query name and value of each parameter of the URL
   * @param now epoch milliseconds
   * @throws InvalidParameterException naming the first parameter that is unknown, repeated or wrong
   */
  static SeriesRequest parse(Iterable<Map.Entry<String, String>> query, long now) {
    Map<String, String> given = new LinkedHashMap<>();
    for (Map.Entry<String, String> parameter : query) {
      String name = parameter.getKey();
      if (!NAMES.contains(name)) {
        throw new InvalidParameterException(
            name, "there is no parameter '" + name + "', only " + String.join(", ", NAMES));
      }
      if (given.put(name, parameter.getValue()) != null) {
        throw new InvalidParameterException(name, "'" + name + "' is given more than once");
      }
    }
    check(given, now);
    return new SeriesRequest(given);
  }

  private static void check(Map<String, String> given, long now) {
    try {
      SeriesQuery.parse(given.get("from"), given.get("to"), given.get("step"), now);
    } catch (IllegalArgumentException e) {
      throw new InvalidParameterException(named(e.getMessage()), e.getMessage());
    }
  }

  /** The core's messages begin with the parameter in quotes, or concern the range as a whole. */
  private static String named(String message) {
    return NAMES.stream().filter(n -> message.startsWith("'" + n + "'")).findFirst().orElse("step");
  }
}
