package io.streamproc.producer.file;

import io.streamproc.core.event.Event;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Parses the amounts of one file. */
final class AmountFormat {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d++\\.?\\d*+|\\.\\d++)([eE][+-]?\\d++)?");
  private static final int MAX_LENGTH = 1_000; // same limit as for JSON, see StreamReadConstraints
  private static final Set<String> MISSING =
      Set.of("", "nan", "na", "n/a", "null", "none", "nil", "-", "--", "\\n", "?", "#n/a");

  private final char decimal;
  private final char thousands;
  private final Pattern grouped; // null if digits are not grouped

  AmountFormat(char decimal, char thousands) {
    this.decimal = decimal;
    this.thousands = thousands;
    String sign = Pattern.quote(String.valueOf(thousands));
    grouped =
        thousands == 0
            ? null
            : Pattern.compile("[+-]?\\d{1,3}(" + sign + "\\d{3})+([^" + sign + "].*)?");
  }

  /** Whether the text stands for a missing value. */
  static boolean isMissing(String text) {
    return MISSING.contains(text.toLowerCase(Locale.ROOT));
  }

  /**
   * Parses an amount.
   *
   * @return the amount of an event
   * @throws IllegalArgumentException with the reason
   */
  double parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("amount is longer than " + MAX_LENGTH + " characters");
    }
    String plain = text;
    if (thousands != 0 && plain.indexOf(thousands) >= 0 && grouped.matcher(plain).matches()) {
      plain = plain.replace(String.valueOf(thousands), "");
    }
    if (decimal == ',') {
      plain = plain.indexOf('.') >= 0 ? "x" : plain.replace(',', '.');
    }
    if (!NUMBER.matcher(plain).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a number");
    }
    double amount = Double.parseDouble(plain);
    if (!(Math.abs(amount) <= Event.MAX_AMOUNT)) {
      throw new IllegalArgumentException("amount out of range: " + text);
    }
    return amount + 0.0;
  }
}
