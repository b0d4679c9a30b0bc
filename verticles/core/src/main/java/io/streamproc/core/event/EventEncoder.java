package io.streamproc.core.event;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;

/**
 * Encodes an event as it is in Kafka: {@code {"amount":7.2,"time":1700000000000}}. The amount has
 * the fewest digits that read back as the same double (Raffaello Giulietti's Schubfach).
 *
 * <p>Most amounts have at most three decimals. Then the digits come from an integer instead: an
 * amount that equals an integer below 2^53 divided by 1,000 is the nearest double of that decimal,
 * and no other decimal of up to 15 digits has the same nearest double, so it is the shortest one.
 */
public final class EventEncoder {
  private static final byte[] AMOUNT = ascii("{\"amount\":");
  private static final byte[] TIME = ascii(",\"time\":");
  private static final int SCALE = 1_000;
  private static final int DECIMALS = 3;

  /** Outside of these limits Java's form has an exponent. */
  private static final double LEAST = 1e-3;

  private static final double LIMIT = 1e7;

  private EventEncoder() {}

  /**
   * @param amount a valid event's amount
   * @param time its time, epoch milliseconds
   * @return the JSON object in UTF-8
   */
  public static byte[] encode(double amount, long time) {
    double magnitude = Math.abs(amount);
    long scaled = (long) (magnitude * SCALE + 0.5);
    boolean few = magnitude < LIMIT && (magnitude >= LEAST || magnitude == 0);
    return few && (double) scaled / SCALE == magnitude && time >= 0
        ? encode(amount < 0, (int) (scaled / SCALE), (int) (scaled % SCALE), time)
        : encodeAny(amount, time);
  }

  /** The form of every amount. */
  static byte[] encodeAny(double amount, long time) {
    String text = "{\"amount\":" + NumberOutput.toString(amount, true) + ",\"time\":" + time + '}';
    return text.getBytes(StandardCharsets.ISO_8859_1); // ASCII only; this is the fastest conversion
  }

  /**
   * @param thousandths the decimals, 0 to 999
   */
  private static byte[] encode(boolean negative, int whole, int thousandths, long time) {
    int decimals = DECIMALS;
    int fraction = thousandths;
    while (decimals > 1 && fraction % 10 == 0) { // as Java, one decimal at least
      fraction /= 10;
      decimals--;
    }
    int sign = negative ? 1 : 0;
    int wholeAt = AMOUNT.length + sign;
    int pointAt = wholeAt + digits(whole);
    int timeAt = pointAt + 1 + decimals + TIME.length;
    int end = timeAt + digits(time);
    byte[] out = new byte[end + 1];
    System.arraycopy(AMOUNT, 0, out, 0, AMOUNT.length);
    if (negative) {
      out[AMOUNT.length] = '-';
    }
    write(whole, out, wholeAt, pointAt);
    out[pointAt] = '.';
    write(fraction, out, pointAt + 1, pointAt + 1 + decimals);
    System.arraycopy(TIME, 0, out, timeAt - TIME.length, TIME.length);
    write(time, out, timeAt, end);
    out[end] = '}';
    return out;
  }

  private static int digits(long number) {
    int digits = 1;
    for (long limit = 10; digits < 19 && number >= limit; limit *= 10) {
      digits++;
    }
    return digits;
  }

  /** Writes a number with leading zeros. */
  private static void write(long number, byte[] out, int from, int to) {
    long left = number;
    for (int i = to - 1; i >= from; i--) {
      out[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
