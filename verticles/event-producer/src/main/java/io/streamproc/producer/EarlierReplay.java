package io.streamproc.producer;

import io.streamproc.core.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the position kept by an earlier run, and decides whether this run continues from it. */
final class EarlierReplay {
  private static final Logger LOG = LoggerFactory.getLogger(EarlierReplay.class);

  private EarlierReplay() {}

  /**
   * Finds the position at which this run continues.
   *
   * @param file absolute path of the file to replay
   * @param path path of the kept position, or null if none is kept
   * @return the position to continue from; null if the replay starts at the beginning of the file
   * @throws IOException if the position can't be read, or an earlier run kept it with other options
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
          "{} belongs to a replay of {} to {}; starting from the beginning",
          Printable.of(path.toString()),
          Printable.of(kept.file()),
          Printable.of(kept.target()));
      return null;
    }
    if (kept.finished() && settings.times() == ReplayTimes.NOW) {
      return null; // a demonstration, meant to be repeated
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
   * Logs where this run continues.
   *
   * @param name name of the file
   * @param batches number of batches that are sent again
   * @param end last line of those batches
   */
  static void log(String name, ReplayPosition kept, int batches, long end) {
    Instant when = Instant.ofEpochMilli(kept.written());
    if (kept.finished()) {
      LOG.info(
          "{} was sent to its end at {} ({} events); only lines added since are "
              + "sent, --replay-restart sends all of it again",
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
          "{}: {} batches up to line {} were in flight when the run of {} ended, and "
              + "are sent again under their keys; if that is longer ago than event-api's "
              + "idempotency-window (10 min by default), batches that were stored then are "
              + "stored twice",
          name,
          batches,
          end,
          when);
    }
  }
}
