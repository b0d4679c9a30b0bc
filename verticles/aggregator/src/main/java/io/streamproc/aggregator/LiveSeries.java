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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live updates of one series: collects where it changed, and once per tick reads those seconds from
 * the store and publishes the buckets whose state is new. One read at a time; a store that is slow
 * or away makes the next read larger, not the queue longer.
 *
 * <p>A sweep publishes the recent past again whether or not it is new, which heals what a listener
 * missed. That is all that is done while another aggregator has the duty to publish. It finds out
 * whether a store that failed is back, and it keeps the way to the listeners known: what the bus
 * has to look up first in a cluster that has just lost a member may take until that is given up.
 */
final class LiveSeries {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSeries.class);

  private final SeriesName name;
  private final StoreAccess store;
  private final EventBus bus;
  private final Clock clock;
  private final LiveWindow window = new LiveWindow();
  private final DirtyRanges dirty = new DirtyRanges();
  private boolean onDuty = true;
  private boolean loaded;
  private boolean reading;
  private TimeRange swept;

  LiveSeries(SeriesName name, StoreAccess store, EventBus bus, Clock clock) {
    this.name = name;
    this.store = store;
    this.bus = bus;
    this.clock = clock;
  }

  /** Something in this range changed, or may have. */
  void changed(TimeRange range) {
    if (onDuty) {
      dirty.add(range);
    }
  }

  /** Marks the recent past, in case a hint or an update got lost. */
  void sweep(long lengthMs) {
    long now = clock.millis();
    swept = new TimeRange(now - lengthMs, now + Step.SECOND.millis());
    dirty.add(swept);
  }

  /**
   * Whether this aggregator is to publish what changes. Whoever takes over has not followed it, and
   * so reads everything.
   */
  void duty(boolean mine) {
    boolean taken = mine && !onDuty;
    onDuty = mine;
    if (taken) {
      LOG.info("publishing the live updates of series {}", name.id());
      loaded = false;
      tick();
    }
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
    TimeRange again = swept;
    swept = null;
    if (ranges.isEmpty()) {
      return;
    }
    reading = true;
    readAll(ranges, again, !loaded).onComplete(v -> reading = false);
    window.evictBefore(all.from());
  }

  private Future<?> readAll(List<TimeRange> ranges, TimeRange again, boolean whole) {
    List<Future<List<Bucket>>> reads =
        ranges.stream().map(range -> read(range.align(Step.SECOND), again)).toList();
    return Future.join(reads).onSuccess(v -> loaded |= whole);
  }

  /**
   * @param again what is published in any case; null if nothing is
   */
  private Future<List<Bucket>> read(TimeRange range, TimeRange again) {
    long asOf = clock.millis();
    return store
        .read(range, Step.SECOND)
        .onSuccess(
            buckets -> {
              TreeSet<Long> news = window.replace(range, buckets);
              buckets.stream()
                  .map(Bucket::start)
                  .filter(start -> again != null && again.contains(start))
                  .forEach(news::add);
              publish(news, asOf);
            })
        .onFailure(e -> dirty.add(range));
  }

  private void publish(TreeSet<Long> changed, long asOf) {
    if (changed.isEmpty()) {
      return;
    }
    for (Step step : Step.LIVE) {
      List<Bucket> buckets = window.buckets(step, changed);
      bus.publish(Names.BUS_LIVE, new LiveUpdate(name, step, buckets, asOf).toJson());
    }
  }
}
