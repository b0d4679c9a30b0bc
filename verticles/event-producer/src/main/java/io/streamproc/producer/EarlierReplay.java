package io.streamproc.producer;

import io.streamproc.core.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the position that an earlier run has kept, and decides whether this run continues it. */
final class EarlierReplay {
  private static final Logger LOG = LoggerFactory.getLogger(EarlierReplay.class);

  private EarlierReplay() {}

  /**
   * @param file absolute path of the file to replay
   * @param path of the kept position, or null if none is kept
   * @return the position to continue at; null if the replay begins at the start of the file
   * @throws IOException if the position can't be read, or is of a run with other options
   */
  static ReplayPosition find(ProducerSettings producer, Path file, Path path) throws IOException {
    ReplaySettings settings = producer.replay();
    ReplayPosition kept = path == null || settings.restart() ? null : ReplayPosition.load(path);
    if (kept == null) {
      return null;
    }
    boolean elsewhere =
        settings.state().equals(ReplaySettings.BESIDE) && !kept.target().equals(producer.url());
    if (elsewhere || !kept.file().equals(file.toString())) {
      LOG.warn(
          "{} is of a replay of {} to {}; beginning anew",
          Printable.of(path.toString()),
          Printable.of(kept.file()),
          Printable.of(kept.target()));
      return null;
    }
    if (kept.finished() && settings.times() == ReplayTimes.NOW) {
      return null; // a demonstration, to be repeated
    }
    if (!kept.options().equals(settings.fingerprint())) {
      throw new IOException(
          settings.file()
              + " was begun with other options ("
              + kept.options()
              + ", by "
              + path
              + "): use those, or --replay-restart to send all of it again");
    }
    return kept;
  }

  /**
   * Logs what this run continues.
   *
   * @param name of the file, for the log
   * @param batches number of batches that are sent again
   * @param end line up to which they reach
   */
  static void log(String name, ReplayPosition kept, int batches, long end) {
    Instant when = Instant.ofEpochMilli(kept.written());
    if (kept.finished()) {
      LOG.info(
          "{} was sent to its end at {} ({} events); only what was added since is sent,"
              + " --replay-restart sends all of it again",
          name,
          when,
          kept.events());
    } else {
      LOG.info(
          "{}: continuing after line {}, up to which {} events are stored",
          name,
          kept.position(),
          kept.events());
    }
    if (batches > 0) {
      LOG.warn(
          "{}: {} batches up to line {} were in flight when the run of {} ended, and are sent again"
              + " under their keys; if that is longer ago than event-api's idempotency-window (10 min"
              + " by default), those it had stored are stored twice",
          name,
          batches,
          end,
          when);
    }
  }
}
