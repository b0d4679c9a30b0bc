package io.streamproc.producer;

import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the events that are dropped because the buffer is full. Logs one line per outage with the
 * number of dropped events, their range of times and the cause. The line is logged when there is
 * room again, or at the end.
 */
final class DropLog {
  private static final Logger LOG = LoggerFactory.getLogger(DropLog.class);

  private final Supplier<String> cause;
  private volatile long total;
  private long count;
  private long from;
  private long to;
  private String why;

  /**
   * @param cause why the buffer is full; called at the first drop of an outage
   */
  DropLog(Supplier<String> cause) {
    this.cause = cause;
  }

  void dropped(long time) {
    if (count == 0) {
      from = time;
      to = time;
      why = cause.get();
    }
    count++;
    total = total + 1;
    from = Math.min(from, time);
    to = Math.max(to, time);
  }

  /** Ends the current outage, if any. */
  void roomAgain() {
    if (count > 0) {
      LOG.warn("{}", summary());
      count = 0;
    }
  }

  /** Returns the line that is logged at the end. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "dropped %d events between %s and %s because the buffer was full: %s",
        count,
        Instant.ofEpochMilli(from),
        Instant.ofEpochMilli(to),
        why);
  }

  /** Returns the number of events dropped in all outages. */
  long total() {
    return total;
  }
}
