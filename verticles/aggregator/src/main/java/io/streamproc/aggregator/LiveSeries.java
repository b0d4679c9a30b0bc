package io.streamproc.aggregator;

import io.streamproc.core.Names;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;

/**
 * Live updates of one series: collects where it changed, and once per tick reads those seconds from
 * the store and publishes the buckets whose state is new. One read at a time; a store that is slow
 * or away makes the next read larger, not the queue longer.
 */
final class LiveSeries {
  private final SeriesName name;
  private final StoreAccess store;
  private final EventBus bus;
  private final Clock clock;
  private final LiveWindow window = new LiveWindow();
  private final DirtyRanges dirty = new DirtyRanges();
  private boolean loaded;
  private boolean reading;

  LiveSeries(SeriesName name, StoreAccess store, EventBus bus, Clock clock) {
    this.name = name;
    this.store = store;
    this.bus = bus;
    this.clock = clock;
  }

  /** Something in this range changed, or may have. */
  void changed(TimeRange range) {
    dirty.add(range);
  }

  /** Marks the recent past, in case a hint got lost. */
  void sweep(long lengthMs) {
    long now = clock.millis();
    dirty.add(new TimeRange(now - lengthMs, now + Step.SECOND.millis()));
  }

  void tick() {
    if (reading) {
      return;
    }
    TimeRange all = LiveWindow.range(clock.millis());
    if (!loaded) {
      dirty.add(all); // until the window is whole, no coarser bucket is
    }
    List<TimeRange> ranges = dirty.take(all);
    if (ranges.isEmpty()) {
      return;
    }
    reading = true;
    readAll(ranges).onComplete(v -> reading = false);
    window.evictBefore(all.from());
  }

  private Future<?> readAll(List<TimeRange> ranges) {
    return Future.join(ranges.stream().map(range -> read(range.align(Step.SECOND))).toList())
        .onSuccess(v -> loaded = true);
  }

  private Future<?> read(TimeRange range) {
    long asOf = clock.millis();
    return store
        .read(range, Step.SECOND)
        .onSuccess(buckets -> publish(window.replace(range, buckets), asOf))
        .onFailure(e -> dirty.add(range));
  }

  private void publish(TreeSet<Long> changed, long asOf) {
    if (changed.isEmpty()) {
      return;
    }
    for (Step step : LiveWindow.STEPS) {
      List<Bucket> buckets = window.buckets(step, changed);
      bus.publish(Names.BUS_LIVE, new LiveUpdate(name, step, buckets, asOf).toJson());
    }
  }
}
