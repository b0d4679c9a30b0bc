package io.streamproc.core.event;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * Parses one RFC 3339 or ISO 8601 date and time, in the variants that programs write. The grammar
 * is that of RFC 3339, section 5.6, with extensions of ISO 8601 and of common exports (PostgreSQL,
 * Ruby, Go):
 *
 * <pre>
 * time   = date [ sep clock [ zone ] ]          sep  = "T" / "t" / "_" / " "
 * date   = [ "+" / "-" ] 4*9DIGIT "-" 2DIGIT "-" 2DIGIT
 * clock  = 2DIGIT ":" 2DIGIT [ ":" 2DIGIT [ ( "." / "," ) *DIGIT ] ]
 * zone   = [ " " ] ( "Z" / "z" / "UTC" / "GMT" / offset )
 * offset = ( "+" / "-" ) 2DIGIT [ [ ":" ] 2DIGIT [ [ ":" ] 2DIGIT ] ]      up to 18 hours
 * </pre>
 *
 * <p>Any number of digits finer than a millisecond is truncated. {@code 24:00} is midnight at the
 * end of the day. A leap second, {@code 23:59:60} of UTC, has no separate number in epoch time: as
 * in POSIX and PostgreSQL it is the first second of the next day.
 */
final class TimeText {
  /** The zone is missing, so epoch milliseconds can't be computed. */
  static final class NoZoneException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private NoZoneException(String message) {
      super(message);
    }
  }

  private static final long DAY_SECONDS = 86_400;
  private static final int MAX_OFFSET = 18 * 3_600;
  private static final String[] NAMED = {"Z", "UTC", "GMT"};

  private final String text;
  private final ZoneId fallback;
  private int at;
  private boolean leap;

  private TimeText(String text, ZoneId fallback) {
    this.text = text;
    this.fallback = fallback;
  }

  /**
   * @param fallback the zone of a time without one; null: the text must have a zone
   * @return epoch milliseconds of any size
   * @throws NoZoneException if a zone is needed and missing
   * @throws IllegalArgumentException if the text is of another form, or no time of the calendar
   */
  static long millis(String text, ZoneId fallback) {
    return new TimeText(text, fallback).read();
  }

  private long read() {
    int sign = sign();
    int year = sign * number(4, 9);
    expect('-');
    int month = number(2, 2);
    expect('-');
    LocalDate date = date(year, month, number(2, 2));
    if (atEnd()) {
      return local(date, 0, 0);
    }
    if ("Tt _".indexOf(text.charAt(at++)) < 0) {
      throw malformed();
    }
    int second = clock();
    int millis = fraction();
    if (second == DAY_SECONDS && !leap && millis > 0) {
      throw new IllegalArgumentException("lies after 24:00, the end of its day");
    }
    return atEnd() ? local(date, second, millis) : zoned(date, second, millis);
  }

  private static LocalDate date(int year, int month, int day) {
    try {
      return LocalDate.of(year, month, day);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is no date of the calendar", e);
    }
  }

  /** Second of the day. */
  private int clock() {
    int hour = number(2, 2);
    expect(':');
    int minute = number(2, 2);
    int second = 0;
    if (!atEnd() && text.charAt(at) == ':') {
      at++;
      second = number(2, 2);
    }
    leap = second == 60;
    int all = (hour * 60 + minute) * 60 + second;
    boolean exists = minute < 60 && second <= 60 && (hour < 24 || all == DAY_SECONDS && !leap);
    if (!exists) {
      throw new IllegalArgumentException("is no time of the day");
    }
    return all;
  }

  private int fraction() {
    if (atEnd() || (text.charAt(at) != '.' && text.charAt(at) != ',')) {
      return 0;
    }
    int start = ++at;
    while (!atEnd() && isDigit(text.charAt(at))) {
      at++;
    }
    int millis = 0;
    for (int i = start; i < start + 3; i++) {
      millis = millis * 10 + (i < at ? text.charAt(i) - '0' : 0);
    }
    return millis;
  }

  private long zoned(LocalDate date, int second, int millis) {
    if (text.charAt(at) == ' ') {
      at++;
    }
    return at(date, second, millis, offset());
  }

  private int offset() {
    for (String name : NAMED) {
      if (text.length() - at == name.length()
          && text.regionMatches(true, at, name, 0, name.length())) {
        return 0;
      }
    }
    if (atEnd() || (text.charAt(at) != '+' && text.charAt(at) != '-')) {
      throw malformed();
    }
    int sign = sign();
    int hours = number(2, 2);
    boolean colon = !atEnd() && text.charAt(at) == ':';
    int minutes = atEnd() ? 0 : sixtieth(colon);
    int seconds = atEnd() ? 0 : sixtieth(colon);
    int offset = (hours * 60 + minutes) * 60 + seconds;
    if (!atEnd()) {
      throw malformed();
    }
    if (minutes > 59 || seconds > 59 || offset > MAX_OFFSET) {
      throw new IllegalArgumentException("has no offset from -18:00 to +18:00");
    }
    return sign * offset;
  }

  private int sixtieth(boolean colon) {
    if (colon) {
      expect(':');
    }
    return number(2, 2);
  }

  private long local(LocalDate date, int second, int millis) {
    if (fallback == null) {
      throw new NoZoneException("names no zone");
    }
    int inDay = leap ? second - 1 : second; // the second belongs to the minute before
    LocalDateTime time = date.atStartOfDay().plusSeconds(inDay);
    return at(date, second, millis, time.atZone(fallback).getOffset().getTotalSeconds())
        + gap(time);
  }

  /** A clock time that summer time skips is read with the offset before the change. */
  private long gap(LocalDateTime time) {
    var transition = fallback.getRules().getTransition(time);
    return transition != null && transition.isGap() ? transition.getDuration().toMillis() : 0;
  }

  private long at(LocalDate date, int second, int millis, int offset) {
    long utc = date.toEpochDay() * DAY_SECONDS + second - offset;
    if (leap && Math.floorMod(utc, DAY_SECONDS) != 0) {
      throw new IllegalArgumentException("has a second 60, which only 23:59 of UTC can have");
    }
    return utc * 1_000 + millis;
  }

  private int sign() {
    if (!atEnd() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      return text.charAt(at++) == '-' ? -1 : 1;
    }
    return 1;
  }

  private int number(int least, int most) {
    int start = at;
    int value = 0;
    while (!atEnd() && at - start < most && isDigit(text.charAt(at))) {
      value = value * 10 + (text.charAt(at++) - '0');
    }
    if (at - start < least) {
      throw malformed();
    }
    return value;
  }

  private void expect(char c) {
    if (atEnd() || text.charAt(at++) != c) {
      throw malformed();
    }
  }

  private boolean atEnd() {
    return at == text.length();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("is of another form");
  }
}
