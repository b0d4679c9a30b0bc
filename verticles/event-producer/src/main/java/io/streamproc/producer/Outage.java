package io.streamproc.producer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks whether the API takes events, and logs one line when that changes. An API that has not yet
 * taken any may still be starting: its first seconds are not logged.
 */
final class Outage {
  /** Longer than an API on a busy machine needs to start. */
  static final Duration START_PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final String url;
  private final Clock clock;
  private boolean worked;
  private boolean told;
  private Instant since; // null: none
  private String reason;

  Outage(String url, Clock clock) {
    this.url = url;
    this.clock = clock;
  }

  void failed(String why) {
    reason = why;
    Instant now = clock.instant();
    if (since == null) {
      since = now;
    }
    if (!told && (worked || !now.isBefore(since.plus(START_PATIENCE)))) {
      told = true;
      LOG.warn("event-api at {} takes no events since {}: {}; keeping them", url, since, why);
    }
  }

  void over() {
    if (told) {
      Duration length = Duration.between(since, clock.instant());
      LOG.info("event-api at {} takes events again, after {} ms", url, length.toMillis());
    } else if (!worked) {
      LOG.info("event-api at {} takes events", url);
    }
    worked = true;
    told = false;
    since = null;
  }

  /** The cause of a loss, in words. */
  String describe() {
    return since == null
        ? "event-api at " + url + " takes them more slowly than they are made"
        : "event-api at " + url + " takes no events since " + since + ", last: " + reason;
  }
}
