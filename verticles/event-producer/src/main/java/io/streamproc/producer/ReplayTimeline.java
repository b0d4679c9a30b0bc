package io.streamproc.producer;

import io.streamproc.core.event.Event;

/** When an event of the file is due, and which time it is sent with. One for each pass. */
final class ReplayTimeline {
  private final ReplaySettings settings;
  private final long start;
  private final long first;

  /**
   * @param start when the pass began, epoch milliseconds
   * @param first time of the file's first event, likewise
   */
  ReplayTimeline(ReplaySettings settings, long start, long first) {
    this.settings = settings;
    this.start = start;
    this.first = first;
  }

  long start() {
    return start;
  }

  long first() {
    return first;
  }

  /** The same timeline after the clock was changed by that many milliseconds. */
  ReplayTimeline moved(long millis) {
    return new ReplayTimeline(settings, start + millis, first);
  }

  /**
   * Start plus the distance to the first event divided by the speed. In the past for an event that
   * is out of order, and for all events at full speed.
   */
  long due(long time) {
    return start + (long) ((time - first) / settings.speed());
  }

  /**
   * The time that the event is sent with. Shifted to now at full speed all distances are zero, so
   * each event has the moment at which it is sent.
   */
  long timeOf(long time, long now) {
    if (settings.times() == ReplayTimes.ORIGINAL) {
      return time;
    }
    return Double.isInfinite(settings.speed())
        ? now
        : Math.min(Event.MAX_TIME, Math.max(0, due(time)));
  }
}
