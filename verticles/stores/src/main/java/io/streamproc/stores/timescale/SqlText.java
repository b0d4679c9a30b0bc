package io.streamproc.stores.timescale;

import java.time.Duration;
import java.util.Locale;

/** Helpers shared by all statements. */
final class SqlText {
  private SqlText() {}

  /**
   * Fills in the schema's name for {@code {s}}. The settings restrict it to {@code [a-z0-9_]}, so
   * it needs no quotes.
   */
  static String in(String schema, String template) {
    return template.replace("{s}", schema);
  }

  static String interval(Duration duration) {
    return String.format(Locale.ROOT, "interval '%d milliseconds'", duration.toMillis());
  }
}
