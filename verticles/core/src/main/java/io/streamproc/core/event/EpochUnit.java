package io.streamproc.core.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** The unit of a number that counts from 1970-01-01T00:00:00Z. */
public enum EpochUnit {
  S(1_000, 1, "seconds"),
  MS(1, 1, "milliseconds"),
  US(1, 1_000, "microseconds"),
  NS(1, 1_000_000, "nanoseconds");

  private static final int MAX_LENGTH =
      100; // characters of a number, also when written without exponent

  private final long factor; // milliseconds = number * factor / divisor
  private final long divisor;
  private final String words;

  EpochUnit(long factor, long divisor, String words) {
    this.factor = factor;
    this.divisor = divisor;
    this.words = words;
  }

  /**
   * The unit in which a number is a present-day time: seconds up to the year 2286, and each finer
   * unit for the next three digits. A number below 10^8 (1973 in seconds) is ambiguous.
   */
  public static Optional<EpochUnit> guess(long epoch) {
    if (epoch < 100_000_000L) {
      return Optional.empty();
    }
    if (epoch < 10_000_000_000L) {
      return Optional.of(S);
    }
    if (epoch < 10_000_000_000_000L) {
      return Optional.of(MS);
    }
    return Optional.of(epoch < 10_000_000_000_000_000L ? US : NS);
  }

  /**
   * @param text a decimal number, also with a fraction or exponent; digits beyond milliseconds are
   *     cut off
   * @return epoch milliseconds, {@link Event#MIN_TIME} to {@link Event#MAX_TIME}
   * @throws IllegalArgumentException if it is not a number, or out of range
   */
  public long parse(String text) {
    try {
      return EventTime.checked(millis(text));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException("is out of range for epoch " + words, e);
    }
  }

  private long millis(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new NumberFormatException("too long");
    }
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Math.floorDiv(Math.multiplyExact(Long.parseLong(text), factor), divisor);
    }
    BigDecimal number = new BigDecimal(text);
    if (Math.abs((long) number.precision() - number.scale()) > MAX_LENGTH) {
      throw new NumberFormatException("too many digits");
    }
    BigDecimal millis = number.movePointRight(factor == 1 ? 0 : 3);
    return millis.divide(BigDecimal.valueOf(divisor), 0, RoundingMode.FLOOR).longValueExact();
  }

  /** The unit's name in settings: {@code s}, {@code ms}, {@code us}, {@code ns}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The full name, in the plural. */
  public String words() {
    return words;
  }
}
