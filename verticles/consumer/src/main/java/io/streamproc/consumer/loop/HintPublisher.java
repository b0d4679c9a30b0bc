package io.streamproc.consumer.loop;

import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.core.Names;
import io.streamproc.core.bus.BusTrace;
import io.streamproc.core.bus.OldestEvent;
import io.streamproc.core.bus.ProgressHint;
import io.streamproc.core.bus.StoredEvents;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SinkBatch;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;

/** Publishes hints that a series changed, so that aggregators read it again. */
public final class HintPublisher {
  private final EventBus bus;
  private final SeriesName series;

  public HintPublisher(EventBus bus, SeriesName series) {
    this.bus = bus;
    this.series = series;
  }

  /**
   * Publishes the hint of a stored batch, and the ids of its watched events; a batch without events
   * has neither.
   *
   * @param traceparent the trace of the batch, or null
   */
  void publish(SortedRecords sorted, String traceparent) {
    SinkBatch batch = sorted.batch();
    if (batch.size() > 0) {
      TimeRange range = new TimeRange(batch.minTime(), batch.maxTime() + 1);
      JsonObject hint = new ProgressHint(series, range).toJson();
      DeliveryOptions headers =
          BusTrace.add(OldestEvent.options(sorted.read().oldest()), traceparent);
      bus.publish(Names.BUS_PROGRESS, hint, headers);
      if (!sorted.watched().isEmpty()) {
        bus.publish(Names.BUS_STORED, new StoredEvents(series, sorted.watched()).toJson());
      }
    }
  }
}
