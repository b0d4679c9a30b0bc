package io.streamproc.producer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the API takes events, and one log line when that changes. */
final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final String url;
  private final Clock clock;
  private Instant since; // null: none
  private String reason;

  Outage(String url, Clock clock) {
    this.url = url;
    this.clock = clock;
  }

  void failed(String why) {
    reason = why;
    if (since == null) {
      since = clock.instant();
      LOG.warn("event-api at {} takes no events since {}: {}; keeping them", url, since, why);
    }
  }

  void over() {
    if (since != null) {
      Duration length = Duration.between(since, clock.instant());
      LOG.info("event-api at {} takes events again, after {} ms", url, length.toMillis());
      since = null;
    }
  }

  /** In words, for the report of a loss. */
  String describe() {
    return since == null
        ? "event-api at " + url + " takes them more slowly than they are made"
        : "event-api at " + url + " takes no events since " + since + ", last: " + reason;
  }
}
