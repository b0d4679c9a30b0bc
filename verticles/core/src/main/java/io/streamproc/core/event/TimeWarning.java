package io.streamproc.core.event;

import java.time.Instant;

/**
 * Times that are valid epoch milliseconds but seem to be in another unit: present-day times in
 * seconds are times of the year 1970 in milliseconds.
 *
 * @param index position of the first such event
 * @param count number of such events
 * @param time the time of the first such event, as sent
 */
public record TimeWarning(int index, int count, long time) {

  /**
   * @return the warning, or null if all times look like milliseconds or are ambiguous
   */
  public static TimeWarning of(EventBatch events) {
    int first = -1;
    int count = 0;
    for (int i = 0; i < events.size(); i++) {
      if (isSuspect(events.time(i))) {
        first = first < 0 ? i : first;
        count++;
      }
    }
    return first < 0 ? null : new TimeWarning(first, count, events.time(first));
  }

  private static boolean isSuspect(long time) {
    return time < 10_000_000_000L && EpochUnit.guess(time).isPresent();
  }

  /** The warning for the sender. */
  public String message() {
    String unit = EpochUnit.guess(time).orElse(EpochUnit.MS).words();
    return time
        + " was stored as "
        + Instant.ofEpochMilli(time)
        + ", but seems to be in "
        + unit
        + "; 'time' is in epoch milliseconds or RFC 3339";
  }
}
