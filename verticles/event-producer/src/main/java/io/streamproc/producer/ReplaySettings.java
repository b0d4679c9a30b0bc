package io.streamproc.producer;

import io.streamproc.core.settings.Settings;
import java.util.Locale;

/**
 * @param file path of a CSV or NDJSON file; empty: no replay
 * @param speed times real time; infinite: as fast as it goes
 * @param times which time an event carries
 * @param loop begin again at the end of the file
 */
public record ReplaySettings(String file, double speed, ReplayTimes times, boolean loop) {
  private static final String SPEED = "event-producer.replay-speed";
  private static final double MIN_SPEED = 0.001;
  private static final double MAX_SPEED = 1e9;

  public static ReplaySettings read(Settings s) {
    return new ReplaySettings(
        s.text(
            "event-producer.replay-file",
            "",
            "CSV (timestamp,value) or NDJSON file to replay; empty for none"),
        speed(s),
        s.choice(
            "event-producer.replay-times",
            ReplayTimes.ORIGINAL,
            "times that replayed events carry"),
        s.flag("event-producer.replay-loop", false, "begin again at the end of the file"));
  }

  /** Whether there is anything to replay. */
  public boolean enabled() {
    return !file.isEmpty();
  }

  private static double speed(Settings s) {
    String text =
        s.text(SPEED, "1", "times real time (0.001 to 1e9), or max for as fast as it goes").strip();
    if (text.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    double speed = number(text);
    if (!(speed >= MIN_SPEED && speed <= MAX_SPEED)) {
      s.refuse(
          String.format(
              Locale.ROOT,
              "%s (%s): '%s' is neither max nor a number from 0.001 to 1e9",
              SPEED,
              Settings.envName(SPEED),
              text));
      return 1;
    }
    return speed;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
