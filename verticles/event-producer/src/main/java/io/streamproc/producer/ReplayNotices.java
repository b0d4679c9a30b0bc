package io.streamproc.producer;

import io.streamproc.core.text.Printable;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines of a replay that say why it is slower or faster than one might expect. */
final class ReplayNotices {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayNotices.class);

  /** Shortest wait that is logged, milliseconds; a line at most each second such period. */
  private static final long LONG_WAIT = 30_000;

  /** A clock that was set back by less is not worth a line, milliseconds. */
  private static final long SMALL_STEP = 1_000;

  private static final long DAY = 86_400_000;

  private final ReplaySettings settings;
  private boolean backwards;
  private long waitLogged; // epoch milliseconds; 0: never

  ReplayNotices(ReplaySettings settings) {
    this.settings = settings;
  }

  private String name() {
    return Printable.of(settings.file());
  }

  void clockWasSetBack(long millis) {
    if (millis > SMALL_STEP) {
      LOG.warn("the clock was set back by {}; the replay goes on at its pace", length(millis));
    }
  }

  /**
   * @param due when the next event is due, epoch milliseconds
   * @param line of that event
   * @param time of that event in the file, epoch milliseconds
   */
  void waits(long now, long due, long line, long time) {
    if (due - now < LONG_WAIT || waitLogged != 0 && Math.abs(now - waitLogged) < LONG_WAIT * 2) {
      return;
    }
    waitLogged = now;
    LOG.info(
        "replay of {}: next event due in {} at {}: line {} is of {}; a higher replay-speed waits less",
        name(),
        length(due - now),
        Instant.ofEpochMilli(due),
        line,
        Instant.ofEpochMilli(time));
  }

  /**
   * Checks whether an event lies far before the first one.
   *
   * @param first time of the file's first event, epoch milliseconds
   */
  void sends(long time, long first, long line) {
    if (!backwards && !Double.isInfinite(settings.speed()) && time < first - DAY) {
      backwards = true;
      LOG.warn(
          "replay of {}: line {} is {} before the first event; it and others before that one are"
              + " sent at once",
          name(),
          line,
          length(first - time));
    }
  }

  /** In the largest unit that fits. */
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
