package io.streamproc.bench.speed;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Figures as text, the same in every locale. */
public final class Figures {
  /** Stands for a figure that was not measured. */
  public static final String UNKNOWN = "-";

  private static final double MICROS = 1e3; // in a millisecond
  private static final int HUNDREDTHS_BELOW = 10;
  private static final int TENTHS_BELOW = 100;

  private Figures() {}

  /** Three digits or more, thousands separated by commas; {@link #UNKNOWN} for NaN. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return UNKNOWN;
    }
    double size = Math.abs(value);
    String format = size < HUNDREDTHS_BELOW ? "%.2f" : size < TENTHS_BELOW ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, format, value);
  }

  /** A whole number, thousands separated by commas. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Median, 99th percentile and maximum in milliseconds. */
  public static String quantiles(Histogram micros) {
    return number(micros.getValueAtPercentile(50) / MICROS)
        + " / "
        + number(micros.getValueAtPercentile(99) / MICROS)
        + " / "
        + number(micros.getMaxValue() / MICROS);
  }

  /** Two decimals; {@link #UNKNOWN} for NaN. */
  public static String ratio(double value) {
    return Double.isNaN(value) ? UNKNOWN : String.format(Locale.ROOT, "%.2f", value);
  }

  /** A part of 1 as a whole number of percent; {@link #UNKNOWN} for NaN. */
  public static String percent(double part) {
    return Double.isNaN(part) ? UNKNOWN : String.format(Locale.ROOT, "%.0f %%", part * 100);
  }
}
