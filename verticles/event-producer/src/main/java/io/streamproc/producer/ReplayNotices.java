package io.streamproc.producer;

import io.streamproc.core.text.Printable;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs why a replay is slower or faster than expected. */
final class ReplayNotices {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayNotices.class);

  /**
   * Shortest wait that is logged, in milliseconds. At most one such line is logged in twice this
   * time.
   */
  private static final long LONG_WAIT = 30_000;

  /** Smaller clock corrections are not logged. In milliseconds. */
  private static final long SMALL_STEP = 1_000;

  private static final long DAY = 86_400_000;

  private final ReplaySettings settings;
  private boolean backwards;
  private long waitLogged; // epoch milliseconds; 0: never logged

  ReplayNotices(ReplaySettings settings) {
    this.settings = settings;
  }

  private String name() {
    return Printable.of(settings.file());
  }

  void logClockStep(long millis) {
    if (millis > SMALL_STEP) {
      LOG.warn("the clock was set back by {}; the replay continues at its pace", length(millis));
    }
  }

  /**
   * Logs a long wait for the next event.
   *
   * @param due when the next event is due, epoch milliseconds
   * @param line line of that event
   * @param time time of that event in the file, epoch milliseconds
   */
  void logWait(long now, long due, long line, long time) {
    if (due - now < LONG_WAIT || waitLogged != 0 && Math.abs(now - waitLogged) < LONG_WAIT * 2) {
      return;
    }
    waitLogged = now;
    LOG.info(
        "replay of {}: next event due in {} at {}: line {} has the time {}; a higher "
            + "replay-speed shortens the wait",
        name(),
        length(due - now),
        Instant.ofEpochMilli(due),
        line,
        Instant.ofEpochMilli(time));
  }

  /**
   * Logs if an event lies far before the file's first one.
   *
   * @param first time of the file's first event, epoch milliseconds
   */
  void logEarly(long time, long first, long line) {
    if (!backwards && !Double.isInfinite(settings.speed()) && time < first - DAY) {
      backwards = true;
      LOG.warn(
          "replay of {}: line {} is {} before the first event; all events earlier "
              + "than the first are sent at once",
          name(),
          line,
          length(first - time));
    }
  }

  /** Formats a duration in the largest unit that fits. */
  private static String length(long millis) {
    Duration wait = Duration.ofMillis(millis);
    if (wait.toDays() >= 730) {
      return wait.toDays() / 365 + " years";
    }
    if (wait.toDays() >= 2) {
      return wait.toDays() + " days";
    }
    if (wait.toHours() >= 2) {
      return wait.toHours() + " hours";
    }
    return wait.toMinutes() >= 2 ? wait.toMinutes() + " minutes" : wait.toSeconds() + " s";
  }
}
