package io.streamproc.core.bus;

import io.streamproc.core.series.InvalidQueryException;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which dead letters are wanted, newest first: a request on {@link
 * io.streamproc.core.Names#BUS_DEAD_LIST}.
 *
 * @param open only those that were not replayed
 * @param limit at most this many, 0 to {@link #MOST}; 0 for the counts alone
 * @param before {@link DeadLetterPage#next} of the page before; empty for the first page
 */
public record DeadLetterQuery(boolean open, int limit, String before) {
  /** The largest limit. */
  public static final int MOST = 200;

  private static final int USUAL = 50;
  private static final int LONGEST = 400;
  private static final String OPEN = "open";
  private static final String LIMIT = "limit";
  private static final String BEFORE = "before";

  /**
   * @throws InvalidQueryException if a value is out of range
   */
  public DeadLetterQuery {
    if (limit < 0 || limit > MOST) {
      throw new InvalidQueryException(LIMIT, "'limit' must be a number from 0 to " + MOST);
    }
    if (before.length() > LONGEST) {
      throw new InvalidQueryException(BEFORE, "'before' must be the 'next' of a page");
    }
  }

  /**
   * Reads and checks the parameters of a request.
   *
   * @param parameters {@code open} ({@code true} or {@code false}, the default), {@code limit}
   *     (default 50) and {@code before}
   * @throws InvalidQueryException if a parameter is unknown, repeated or wrong
   */
  public static DeadLetterQuery parse(Iterable<Map.Entry<String, String>> parameters) {
    boolean open = false;
    int limit = USUAL;
    String before = "";
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, String> parameter : parameters) {
      String name = parameter.getKey();
      if (!seen.add(name)) {
        throw new InvalidQueryException(name, "'" + name + "' is given more than once");
      }
      switch (name) {
        case OPEN -> open = flag(parameter.getValue());
        case LIMIT -> limit = number(parameter.getValue());
        case BEFORE -> before = parameter.getValue();
        default ->
            throw new InvalidQueryException(
                name, "unknown parameter '" + name + "', there are open, limit and before");
      }
    }
    return new DeadLetterQuery(open, limit, before);
  }

  private static boolean flag(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new InvalidQueryException(OPEN, "'open' must be true or false");
    }
    return text.equals("true");
  }

  /** Anything else than up to three digits is out of range, which the constructor says. */
  private static int number(String text) {
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
  }

  public JsonObject toJson() {
    return new JsonObject().put(OPEN, open).put(LIMIT, limit).put(BEFORE, before);
  }

  /**
   * @throws RuntimeException if a field is missing, of the wrong type or out of range
   */
  public static DeadLetterQuery fromJson(JsonObject json) {
    return new DeadLetterQuery(
        json.getBoolean(OPEN), json.getInteger(LIMIT), json.getString(BEFORE));
  }
}
