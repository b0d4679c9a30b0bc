package io.streamproc.producer;

import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.event.EventTime;
import io.streamproc.core.event.InvalidEventException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads one line of a file: CSV {@code timestamp,value} or a JSON object as the API takes it. Times
 * in CSV are epoch milliseconds, or a date and time of ISO 8601 with {@code T} or a space between
 * them; without a zone they are UTC.
 */
final class ReplayParser {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .optionalStart()
          .appendOffsetId()
          .optionalEnd()
          .toFormatter(Locale.ROOT)
          .withChronology(IsoChronology.INSTANCE)
          .withResolverStyle(ResolverStyle.STRICT); // else 30 February would be the 28th
  private static final int DATE_LENGTH = "2015-09-01".length();
  private static final long NO_TIME = -1;

  private final EventDecoder decoder = new EventDecoder();

  /**
   * @param line not blank
   * @throws IllegalArgumentException with the reason, if it is no event
   */
  Event parse(String line) {
    String text = line.strip();
    return text.startsWith("{") ? parseJson(text) : parseCsv(text);
  }

  /** Whether a file's first line names the columns: it is no JSON and holds no digit. */
  static boolean isHeader(String line) {
    return !line.strip().startsWith("{") && line.chars().noneMatch(Character::isDigit);
  }

  private Event parseJson(String text) {
    try {
      EventBatch one =
          decoder.decode(text.getBytes(StandardCharsets.UTF_8), EventFormat.LINES, NO_TIME);
      if (one.time(0) == NO_TIME) {
        throw new IllegalArgumentException("has no 'time'");
      }
      return new Event(one.amount(0), one.time(0));
    } catch (InvalidEventException e) {
      String field = e.field() == null ? "" : "field '" + e.field() + "' ";
      throw new IllegalArgumentException(field + e.reason(), e);
    }
  }

  private static Event parseCsv(String text) {
    String[] fields = text.split(",", -1);
    if (fields.length != 2) {
      throw new IllegalArgumentException(
          "has " + fields.length + " fields, expected timestamp,value");
    }
    long time = parseTime(unquote(fields[0]));
    return new Event(parseAmount(unquote(fields[1])), time);
  }

  private static String unquote(String field) {
    String text = field.strip();
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private static double parseAmount(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a number");
    }
    return Double.parseDouble(text);
  }

  private static long parseTime(String text) {
    if (NUMBER.matcher(text).matches()) {
      return EventTime.parse(text);
    }
    try {
      TemporalAccessor time =
          DATE_TIME.parseBest(withT(text), OffsetDateTime::from, LocalDateTime::from);
      return EventTime.checked(
          time instanceof OffsetDateTime zoned
              ? zoned.toInstant().toEpochMilli()
              : ((LocalDateTime) time).toInstant(ZoneOffset.UTC).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no time such as 2015-09-01 11:30:00, RFC 3339 or epoch milliseconds",
          e);
    }
  }

  private static String withT(String text) {
    boolean spaced = text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' ';
    return spaced ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1) : text;
  }
}
