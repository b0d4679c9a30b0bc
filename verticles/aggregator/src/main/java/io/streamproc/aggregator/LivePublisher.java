package io.streamproc.aggregator;

import io.streamproc.core.Names;
import io.streamproc.core.bus.BusTrace;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.bus.OldestEvent;
import io.vertx.core.eventbus.EventBus;

/** Publishes the live updates of one series on the event bus, and measures them. */
final class LivePublisher {
  private final EventBus bus;
  private final LiveMetrics metrics;

  LivePublisher(EventBus bus, LiveMetrics metrics) {
    this.bus = bus;
    this.metrics = metrics;
  }

  /** Counts a hint that the series changed. */
  void hinted() {
    metrics.hint();
  }

  /**
   * Publishes changed buckets of one step.
   *
   * @param oldest when the oldest of their new events was appended, epoch milliseconds, or {@link
   *     OldestEvent#UNKNOWN}
   * @param traceparent the trace of the update, or null
   */
  void publish(LiveUpdate update, long oldest, String traceparent) {
    bus.publish(
        Names.BUS_LIVE, update.toJson(), BusTrace.add(OldestEvent.options(oldest), traceparent));
    metrics.published(update.buckets().size());
  }

  /**
   * Measures the delay of the updates of one read, of all steps.
   *
   * @param oldest see {@link #publish}
   */
  void published(long oldest) {
    metrics.age(oldest);
  }
}
