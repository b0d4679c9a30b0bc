package io.streamproc.core.event;

import java.nio.charset.StandardCharsets;

/**
 * Reads events in the form in which {@link EventEncoder} and nearly all clients write them, without
 * a JSON parser: {@code {"amount":7.2,"time":1700000000000}}, with or without a time, at most one
 * space after a colon or comma, an amount of at most 15 digits without an exponent. That is several
 * times as fast. It does not judge anything else: {@link EventDecoder} does, and for what this
 * class reads it returns the same.
 *
 * <p>The amount is exact. Its digits as an integer are below 10^15, and the power of ten by which
 * it is divided is at most 10^15; both are doubles without rounding, so the division rounds once,
 * as IEEE 754 demands of the nearest double (William Clinger, How to Read Floating Point Numbers
 * Accurately, 1990).
 */
final class EventScanner {
  private static final byte[] AMOUNT = ascii("{\"amount\":");
  private static final byte[] TIME = ascii("\"time\":");
  private static final int MOST_DIGITS = 15;
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private final byte[] value;
  private int at;
  private int fraction; // digits after the point of the last number
  private double amount; // of the last event
  private long time; // of the last event, -1 if it has none

  private EventScanner(byte[] value, int start) {
    this.value = value;
    this.at = start;
  }

  /**
   * Reads a value with one event and its time.
   *
   * @return null if it has another form or is not valid
   */
  static Event read(byte[] value) {
    EventScanner in = new EventScanner(value, 0);
    return in.event() && in.time >= 0 && in.atEnd() ? new Event(in.amount, in.time) : null;
  }

  /**
   * Reads a request with one object a line, or with an object or an array.
   *
   * @param start where it begins
   * @param now time of events without a time, epoch milliseconds
   * @param out receives the events
   * @return whether all of it was read; if not, some events may have been added to {@code out}
   */
  static boolean read(byte[] body, int start, boolean lines, long now, EventBatch out) {
    EventScanner in = new EventScanner(body, start);
    return lines ? in.lines(now, out) : in.json(now, out);
  }

  private boolean lines(long now, EventBatch out) {
    do {
      if (!event()) {
        return false;
      }
      out.add(amount, time >= 0 ? time : now);
    } while (lineEnd() && !atEnd());
    return atEnd();
  }

  private boolean json(long now, EventBatch out) {
    boolean array = skip('[');
    do {
      if (!event()) {
        return false;
      }
      out.add(amount, time >= 0 ? time : now);
    } while (array && next());
    if (array && !skip(']')) {
      return false;
    }
    lineEnd();
    return atEnd();
  }

  /** Skips a comma and a space after it. */
  private boolean next() {
    boolean comma = skip(',');
    if (comma) {
      skip(' ');
    }
    return comma;
  }

  private boolean lineEnd() {
    skip('\r');
    return skip('\n');
  }

  private boolean atEnd() {
    return at == value.length;
  }

  /** Reads the object at this place. */
  private boolean event() {
    if (!skip(AMOUNT)) {
      return false;
    }
    skip(' ');
    boolean negative = skip('-');
    long digits = number(true);
    if (digits < 0) {
      return false;
    }
    double magnitude = digits / POWERS_OF_TEN[fraction];
    amount = negative ? 0.0 - magnitude : magnitude; // no negative zero
    time = -1;
    return (!next() || time()) && skip('}');
  }

  private boolean time() {
    if (!skip(TIME)) {
      return false;
    }
    skip(' ');
    time = number(false);
    return time >= Event.MIN_TIME && time <= Event.MAX_TIME;
  }

  private boolean skip(char one) {
    boolean there = at < value.length && value[at] == one;
    at += there ? 1 : 0;
    return there;
  }

  private boolean skip(byte[] text) {
    int end = at + text.length;
    if (end > value.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (value[at + i] != text[i]) {
        return false;
      }
    }
    at = end;
    return true;
  }

  /**
   * Reads a number without its sign and its point.
   *
   * @return -1 if it has another form
   */
  private long number(boolean withPoint) {
    int begin = at;
    long number = digits(0);
    int whole = at - begin;
    if (whole == 0 || whole > 1 && value[begin] == '0') {
      return -1;
    }
    fraction = 0;
    if (withPoint && at < value.length && value[at] == '.') {
      int point = at++;
      number = digits(number);
      fraction = at - point - 1;
      if (fraction == 0) {
        return -1;
      }
    }
    return whole + fraction > MOST_DIGITS ? -1 : number;
  }

  /** Continues a number by the digits from here on; overflows if there are too many. */
  private long digits(long before) {
    long number = before;
    int i = at;
    while (i < value.length && value[i] >= '0' && value[i] <= '9') {
      number = number * 10 + (value[i++] - '0');
    }
    at = i;
    return number;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
