package io.streamproc.producer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the API takes events, and one log line when that changes. An API that has not taken any
 * yet may just be starting: it is given a few seconds before anything is said.
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

  /** In words, for the report of a loss. */
  String describe() {
    return since == null
        ? "event-api at " + url + " takes them more slowly than they are made"
        : "event-api at " + url + " takes no events since " + since + ", last: " + reason;
  }
}
