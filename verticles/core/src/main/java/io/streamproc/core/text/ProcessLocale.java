package io.streamproc.core.text;

import java.text.DecimalFormatSymbols;
import java.util.Locale;

/**
 * Makes the default locale the same on every machine, in processes with a main class of this
 * project. The project's code names a locale wherever it formats, and a test enforces that;
 * libraries don't always: Kafka's broker does not start where the upper case of i is not I. A role
 * in a JVM with another main class leaves the default alone, with the exception of {@link
 * #useAsciiDigits()}.
 */
public final class ProcessLocale {
  private ProcessLocale() {}

  /** Must be called first in {@code main}: a library may read the default while it initializes. */
  public static void fix() {
    Locale.setDefault(Locale.ENGLISH);
  }

  /**
   * Changes the digits of the default locale for formatting to 0 to 9 and leaves everything else of
   * it, for a library whose protocol needs these digits.
   *
   * @return whether the locale had other digits
   */
  public static boolean useAsciiDigits() {
    Locale format = Locale.getDefault(Locale.Category.FORMAT);
    if (DecimalFormatSymbols.getInstance(format).getZeroDigit() == '0') {
      return false;
    }
    Locale.setDefault(
        Locale.Category.FORMAT,
        new Locale.Builder().setLocale(format).setUnicodeLocaleKeyword("nu", "latn").build());
    return true;
  }
}
