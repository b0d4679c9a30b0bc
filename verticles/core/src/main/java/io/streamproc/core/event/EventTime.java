package io.streamproc.core.event;

import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** Reads a moment in either of the two forms that every interface of the system takes. */
public final class EventTime {
  private EventTime() {}

  /**
   * @param text epoch milliseconds in decimal, or RFC 3339 with a zone ({@code
   *     2015-09-01T11:30:00Z}); what is finer than a millisecond is cut off
   * @return epoch milliseconds, {@link Event#MIN_TIME} to {@link Event#MAX_TIME}
   * @throws IllegalArgumentException if it is neither, or out of range; the message says which
   */
  public static long parse(String text) {
    return checked(isInteger(text) ? parseMillis(text) : parseRfc3339(text));
  }

  /**
   * @return the same, if it is in range
   * @throws IllegalArgumentException if it is not
   */
  public static long checked(long millis) {
    if (millis < Event.MIN_TIME || millis > Event.MAX_TIME) {
      throw new IllegalArgumentException(
          "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds, not " + millis);
    }
    return millis;
  }

  private static long parseMillis(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("has too many digits for epoch milliseconds", e);
    }
  }

  /**
   * @throws IllegalArgumentException if the text is not RFC 3339 with a zone
   */
  static long parseRfc3339(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "must be epoch milliseconds or RFC 3339 with a zone, such as 2015-09-01T11:30:00Z", e);
    }
  }

  private static boolean isInteger(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    return text.length() > start && text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
  }
}
