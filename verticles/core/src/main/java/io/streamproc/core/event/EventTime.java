package io.streamproc.core.event;

import java.time.ZoneId;
import java.util.Objects;

/**
 * Parses a time in either of the two forms that every interface of the system accepts: events over
 * HTTP and the bus, {@code from} and {@code to} of a query, and replayed files. See {@link
 * TimeText} for the grammar of dates and times.
 */
public final class EventTime {
  private static final String FORM =
      "must be epoch milliseconds or RFC 3339 with a zone, such as 2015-09-01T11:30:00Z";

  private EventTime() {}

  /**
   * @param text epoch milliseconds in decimal, or RFC 3339 with a zone ({@code
   *     2015-09-01T11:30:00Z}); digits finer than a millisecond are truncated
   * @return epoch milliseconds, {@link Event#MIN_TIME} to {@link Event#MAX_TIME}
   * @throws IllegalArgumentException if it is neither, or out of range; the message says what is
   *     wrong
   */
  public static long parse(String text) {
    return isInteger(text) ? checked(parseMillis(text)) : parseRfc3339(text);
  }

  /**
   * As {@link #parse(String)}, but accepts only dates and times.
   *
   * @throws IllegalArgumentException if the text is not RFC 3339 with a zone, or out of range
   */
  public static long parseRfc3339(String text) {
    try {
      return checked(TimeText.millis(text, null));
    } catch (TimeText.NoZoneException e) {
      throw new IllegalArgumentException(FORM + "; it names no zone", e);
    } catch (OutOfRangeException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(FORM + hint(text, e.getMessage()), e);
    }
  }

  /**
   * As {@link #parseRfc3339(String)}, for sources whose times may lack a zone.
   *
   * @param zone zone of a time without one; a date without a time is midnight in it. If a clock
   *     time occurs twice (at the end of summer time), it is the earlier one
   */
  public static long parseLocal(String text, ZoneId zone) {
    return checked(TimeText.millis(text, Objects.requireNonNull(zone)));
  }

  /**
   * @return the time itself, if it is in range
   * @throws IllegalArgumentException if it is out of range
   */
  public static long checked(long millis) {
    if (millis < Event.MIN_TIME || millis > Event.MAX_TIME) {
      throw new OutOfRangeException(millis);
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

  /** Describes the wrong part, and the usual cause of a lost plus sign. */
  private static String hint(String text, String problem) {
    if (text.matches(".*:\\d\\d([.,]\\d+)? \\d\\d(:?\\d\\d)?")) {
      return "; in a URL the + of an offset is written %2B";
    }
    return problem.equals("is of another form") ? "" : "; it " + problem;
  }

  private static boolean isInteger(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    return text.length() > start && text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
  }

  private static final class OutOfRangeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private OutOfRangeException(long millis) {
      super("must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds, not " + millis);
    }
  }
}
