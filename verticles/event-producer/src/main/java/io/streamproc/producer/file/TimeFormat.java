package io.streamproc.producer.file;

import io.streamproc.core.event.EpochUnit;
import io.streamproc.core.event.EventTime;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;

/** Parses the times of one file. Names of months and days are English. */
final class TimeFormat {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d++\\.?\\d*+|\\.\\d++)([eE][+-]?\\d{1,2})?");

  private final boolean numbers;
  private final boolean texts;
  private final DateTimeFormatter pattern; // null if the format is not a pattern
  private final EpochUnit unit;
  private final ZoneId zone;
  private final String name;

  /**
   * @param format see {@link ReplayFormat#timeFormat()}
   * @param unit unit of epoch numbers
   * @param zone time zone of times without an offset
   */
  TimeFormat(String format, EpochUnit unit, ZoneId zone) {
    this.name = format;
    this.unit = unit;
    this.zone = zone;
    boolean auto = format.equals(ReplayFormat.AUTO);
    numbers = auto || format.equals(ReplayFormat.EPOCH);
    texts = auto || format.equals(ReplayFormat.RFC3339);
    pattern = numbers || texts ? null : formatter(format);
  }

  /**
   * @throws IllegalArgumentException if the format is neither a keyword nor a pattern
   */
  static void check(String format) {
    new TimeFormat(format, EpochUnit.MS, java.time.ZoneOffset.UTC);
  }

  /**
   * Strict, so that 30 February is refused. {@code yyyy} means the year despite the strict style.
   */
  private static DateTimeFormatter formatter(String format) {
    String strict = format.replaceAll("y(?=[^']*('[^']*'[^']*)*$)", "u");
    DateTimeFormatterBuilder builder =
        new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(strict);
    if (!strict.matches(".*[HhKkA].*")) {
      builder.parseDefaulting(ChronoField.HOUR_OF_DAY, 0);
    }
    if (!strict.matches(".*[mA].*")) {
      builder.parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0);
    }
    return builder
        .parseDefaulting(ChronoField.ERA, 1)
        .toFormatter(Locale.ENGLISH)
        .withChronology(IsoChronology.INSTANCE)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  boolean readsNumbers() {
    return numbers;
  }

  /** Whether the text is a number of any kind. */
  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /**
   * Parses a time.
   *
   * @return epoch milliseconds of an event
   * @throws IllegalArgumentException with the reason, without the text
   */
  long parse(String text) {
    if (pattern != null) {
      return patterned(text);
    }
    if (numbers && isNumber(text)) {
      return unit.parse(text);
    }
    if (!texts) {
      throw new IllegalArgumentException("is no number of epoch " + unit.words());
    }
    try {
      return EventTime.parseLocal(text, zone);
    } catch (IllegalArgumentException e) {
      if (e.getMessage().startsWith("is of another form")) {
        throw new IllegalArgumentException(
            "is no time such as 2015-09-01 11:30:00, RFC 3339"
                + (numbers ? " or epoch " + unit.words() : ""),
            e);
      }
      throw e;
    }
  }

  private long patterned(String text) {
    try {
      TemporalAccessor time =
          pattern.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      if (time instanceof OffsetDateTime zoned) {
        return EventTime.checked(zoned.toInstant().toEpochMilli());
      }
      LocalDateTime local =
          time instanceof LocalDate day ? day.atStartOfDay() : (LocalDateTime) time;
      return EventTime.checked(local.atZone(zone).toInstant().toEpochMilli());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is no time of the form " + name, e);
    }
  }
}
