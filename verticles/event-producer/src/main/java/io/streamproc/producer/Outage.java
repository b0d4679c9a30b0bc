package io.streamproc.producer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks whether the API accepts events, and logs one line when that changes. An API that has not
 * accepted any events yet may still be starting, so failures in its first seconds are not logged.
 */
final class Outage {
  /** Longer than an API needs to start on a busy machine. */
  static final Duration START_GRACE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final String url;
  private final Clock clock;
  private boolean worked;
  private boolean logged;
  private Instant since; // null if there is no outage
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
    if (!logged && (worked || !now.isBefore(since.plus(START_GRACE)))) {
      logged = true;
      LOG.warn("event-api at {} takes no events since {}: {}; keeping them", url, since, why);
    }
  }

  void recovered() {
    if (logged) {
      Duration length = Duration.between(since, clock.instant());
      LOG.info("event-api at {} takes events again, after {} ms", url, length.toMillis());
    } else if (!worked) {
      LOG.info("event-api at {} takes events", url);
    }
    worked = true;
    logged = false;
    since = null;
  }

  /** Describes the cause of a loss. */
  String describe() {
    return since == null
        ? "event-api at " + url + " takes them more slowly than they are made"
        : "event-api at " + url + " takes no events since " + since + ", last: " + reason;
  }
}
