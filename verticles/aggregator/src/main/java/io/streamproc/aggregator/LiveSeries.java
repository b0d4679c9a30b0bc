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
 * the store and publishes the buckets whose state changed. One read at a time: a store that is slow
 * or unavailable makes the next read larger, not the queue longer.
 *
 * <p>A sweep publishes the recent past again, changed or not, for subscribers that missed an
 * update. While another aggregator publishes the series, the sweep is all that this one does. It
 * detects that a failed store is back, and it keeps the subscribers' routes cached: a first lookup
 * after a node is lost blocks until that node is evicted.
 */
final class LiveSeries {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSeries.class);

  private final SeriesName name;
  private final StoreAccess store;
  private final EventBus bus;
  private final Clock clock;
  private final LiveWindow window = new LiveWindow();
  private final DirtyRanges dirty = new DirtyRanges();
  private boolean publishing = true;
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
    if (publishing) {
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
   * Whether this aggregator publishes the changes. One that takes over has not followed them, so it
   * reads the whole window first.
   */
  void publish(boolean enabled) {
    boolean started = enabled && !publishing;
    publishing = enabled;
    if (started) {
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
      dirty.add(all); // coarser buckets are incomplete until the window is loaded
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
   * @param again range that is published even if nothing changed; null if there is none
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
