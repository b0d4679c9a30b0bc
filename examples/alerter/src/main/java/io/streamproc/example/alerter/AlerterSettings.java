package io.streamproc.example.alerter;

import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;

/**
 * @param series the series to watch
 * @param limit a mean above it raises an alert
 */
public record AlerterSettings(SeriesName series, double limit) {
  public static AlerterSettings read(Settings s) {
    return new AlerterSettings(
        s.choice("alerter.series", SeriesName.HIGH, "the series to watch"),
        s.number("alerter.limit", 8, -1e290, 1e290, "a mean above it raises an alert"));
  }
}
