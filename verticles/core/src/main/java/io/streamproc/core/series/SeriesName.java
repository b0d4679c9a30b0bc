package io.streamproc.core.series;

import java.util.Locale;

/** The two series: amounts above the threshold, and the rest. */
public enum SeriesName {
  HIGH,
  LOW;

  /** The name in messages and responses: {@code high}, {@code low}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is no such series
   */
  public static SeriesName of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
