package io.streamproc.audit.doctor;

import java.time.Duration;
import java.util.Locale;

/** Judges the clock of a server or process by ours. */
final class Clocks {
  private static final Duration WARNING = Duration.ofSeconds(2);
  private static final Duration ERROR = Duration.ofSeconds(30);

  private Clocks() {}

  /**
   * @param ahead its time minus ours, negative if it is behind
   */
  static Diagnosis judge(String subject, Duration ahead) {
    Duration skew = ahead.abs();
    String text =
        String.format(
            Locale.ROOT,
            "its clock is %.1f s %s ours",
            skew.toMillis() / 1e3,
            ahead.isNegative() ? "behind" : "ahead of");
    String remedy = "synchronize the clocks (NTP): event times and retention depend on them";
    if (skew.compareTo(ERROR) > 0) {
      return Diagnosis.error(subject, text, remedy);
    }
    return skew.compareTo(WARNING) > 0
        ? Diagnosis.warning(subject, text, remedy)
        : Diagnosis.ok(subject, "its clock agrees with ours");
  }
}
