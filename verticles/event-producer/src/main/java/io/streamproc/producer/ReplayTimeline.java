package io.streamproc.producer;

import io.streamproc.core.event.Event;

/**
 * Computes when an event of the file is due, and the time it is sent with. One instance per pass.
 */
final class ReplayTimeline {
  private final ReplaySettings settings;
  private final long start;
  private final long first;

  /**
   * @param start when the pass began, epoch milliseconds
   * @param first time of the file's first event, epoch milliseconds
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

  /**
   * Returns this timeline, shifted after the clock was changed.
   *
   * @param millis change of the clock
   */
  ReplayTimeline moved(long millis) {
    return new ReplayTimeline(settings, start + millis, first);
  }

  /**
   * Returns the start plus the distance to the first event divided by the speed. This lies in the
   * past for an event that is out of order, and for all events at full speed.
   */
  long due(long time) {
    return start + (long) ((time - first) / settings.speed());
  }

  /**
   * Returns the time that the event is sent with. With times shifted to now, all distances are zero
   * at full speed, so each event gets the moment at which it is sent.
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
