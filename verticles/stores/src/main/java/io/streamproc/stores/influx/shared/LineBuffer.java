package io.streamproc.stores.influx.shared;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds lines as bytes. Appending numbers to a {@link StringBuilder} took more time than reading
 * the events from Kafka. Not thread-safe.
 */
final class LineBuffer {
  /** Digits of a long with its sign, of a double with sign and exponent, and three separators. */
  private static final int MOST_AFTER_START = 20 + 26 + 3;

  /** Amounts up to this are written as cents, if they are whole cents. */
  private static final double MOST_CENTS = 1e12;

  private static final int CENTS = 100;
  private static final double HALF = 0.5;
  private static final int TEN = 10;

  private byte[] bytes;
  private int end;

  /**
   * @param capacity initial capacity in bytes
   */
  LineBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  /**
   * Appends a line.
   *
   * @param start all before the field's value
   */
  void line(byte[] start, double amount, long nanos) {
    if (bytes.length - end < start.length + MOST_AFTER_START) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2 + start.length + MOST_AFTER_START);
    }
    if (end > 0) {
      bytes[end++] = '\n';
    }
    System.arraycopy(start, 0, bytes, end, start.length);
    end += start.length;
    append(amount);
    bytes[end++] = ' ';
    end = NumberOutput.outputLong(nanos, bytes, end);
  }

  /** Most amounts are whole cents, which need no search for the shortest digits. */
  private void append(double amount) {
    long cents = (long) (amount * CENTS + HALF);
    if (amount >= 0 && amount < MOST_CENTS && cents / (double) CENTS == amount) {
      end = NumberOutput.outputLong(cents / CENTS, bytes, end);
      int rest = (int) (cents % CENTS);
      bytes[end++] = '.';
      bytes[end++] = (byte) ('0' + rest / TEN);
      if (rest % TEN != 0) {
        bytes[end++] = (byte) ('0' + rest % TEN);
      }
    } else {
      byte[] text = NumberOutput.toString(amount, true).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(text, 0, bytes, end, text.length);
      end += text.length;
    }
  }

  /** Returns all lines. */
  String text() {
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
