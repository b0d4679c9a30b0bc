package io.streamproc.producer;

import io.streamproc.core.settings.Settings;
import io.streamproc.producer.file.ReplayFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * @param file path of the file; empty: no replay
 * @param speed factor of real time; infinite: as fast as possible
 * @param times which time an event carries
 * @param loop start over at the end of the file
 * @param state where the position is kept: {@code auto}, {@code none}, a file or a folder
 * @param restart send all of the file again, regardless of earlier runs
 * @param format how the file is parsed
 */
public record ReplaySettings(
    String file,
    double speed,
    ReplayTimes times,
    boolean loop,
    String state,
    boolean restart,
    ReplayFormat format) {
  static final String BESIDE = "auto";
  private static final String NO_STATE = "none";
  private static final String SPEED = "event-producer.replay-speed";
  private static final double MIN_SPEED = 0.001;
  private static final double MAX_SPEED = 1e9;

  public static ReplaySettings read(Settings s) {
    return new ReplaySettings(
        s.text(
            "event-producer.replay-file",
            "",
            "file to replay: CSV, NDJSON or a JSON array, may be compressed; empty for none"),
        speed(s),
        s.choice(
            "event-producer.replay-times",
            ReplayTimes.ORIGINAL,
            "times that replayed events carry"),
        s.flag("event-producer.replay-loop", false, "start over at the end of the file"),
        s.text(
            "event-producer.replay-state",
            BESIDE,
            "where the position is kept between runs: a file or folder; auto: beside the file, as"
                + " FILE.replayed; none"),
        s.flag(
            "event-producer.replay-restart",
            false,
            "send all of the file again, regardless of earlier runs"),
        ReplayFormat.read(s));
  }

  /** Whether a file is replayed. */
  public boolean enabled() {
    return !file.isEmpty();
  }

  /**
   * Returns where the position is kept, or null if it is not kept, as in a loop, which has no end.
   */
  Path statePath() {
    if (loop || state.equals(NO_STATE)) {
      return null;
    }
    Path path = Path.of(file).toAbsolutePath().normalize();
    String name = path.getFileName().toString();
    if (state.equals(BESIDE)) {
      return path.resolveSibling(name + ".replayed");
    }
    Path given = Path.of(state);
    boolean folder = state.endsWith("/") || Files.isDirectory(given);
    return folder ? given.resolve(name + "-" + crc(path.toString()) + ".replayed") : given;
  }

  private static String crc(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }

  /** Identifies all options that change the events. */
  String fingerprint() {
    return times.name().toLowerCase(Locale.ROOT) + " " + format.fingerprint();
  }

  private static double speed(Settings s) {
    String text =
        s.text(SPEED, "1", "factor of real time (0.001 to 1e9), or max for as fast as possible")
            .strip();
    if (text.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    double speed = number(text);
    if (!(speed >= MIN_SPEED && speed <= MAX_SPEED)) {
      s.refuse(
          SPEED
              + " ("
              + Settings.envName(SPEED)
              + "): '"
              + text
              + "' is neither max nor a number from 0.001 to 1e9");
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
