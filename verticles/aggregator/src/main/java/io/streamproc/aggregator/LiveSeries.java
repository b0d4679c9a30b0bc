package io.streamproc.aggregator;

import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.bus.OldestEvent;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.core.trace.TraceSpan;
import io.vertx.core.Future;
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
 * update. It is read after what has changed, which it would delay. While another aggregator
 * publishes the series, the sweep is all that this one does. It detects that a failed store is
 * back, and it keeps the subscribers' routes cached: a first lookup after a node is lost blocks
 * until that node is evicted.
 */
final class LiveSeries {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSeries.class);

  private final SeriesName name;
  private final StoreAccess store;
  private final LivePublisher publisher;
  private final LiveTraces traces;
  private final Clock clock;
  private final LiveWindow window = new LiveWindow();
  private final DirtyRanges dirty = new DirtyRanges();
  private final DirtyRanges swept = new DirtyRanges();
  private boolean publishing = true;
  private boolean loaded;
  private boolean reading;
  private long oldest =
      OldestEvent.UNKNOWN; // of the events that were hinted at since the last read
  private TraceSpan span = TraceSpan.NONE; // of the current read

  LiveSeries(
      SeriesName name, StoreAccess store, LivePublisher publisher, LiveTraces traces, Clock clock) {
    this.name = name;
    this.store = store;
    this.publisher = publisher;
    this.traces = traces;
    this.clock = clock;
  }

  /**
   * Marks a range that has changed, or may have.
   *
   * @param appended when the broker appended the oldest of the new events, epoch milliseconds, or
   *     {@link OldestEvent#UNKNOWN}
   * @param traceparent the trace of the change, or null
   */
  void changed(TimeRange range, long appended, String traceparent) {
    publisher.hinted();
    if (publishing) {
      dirty.add(range);
      oldest = Math.min(oldest, appended);
      traces.add(traceparent);
    }
  }

  /** Marks the recent past, in case a hint or an update was lost. */
  void sweep(long lengthMs) {
    long now = clock.millis();
    swept.add(new TimeRange(now - lengthMs, now + Step.SECOND.millis()));
  }

  /**
   * Sets whether this aggregator publishes the changes. One that takes over has not tracked them,
   * so it reads the whole window first.
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
    TimeRange all = LiveUpdate.window(clock.millis());
    if (!loaded) {
      dirty.add(all); // coarser buckets are incomplete until the window is loaded
    }
    List<TimeRange> ranges = dirty.take(all);
    Wanted changed = new Wanted(false, oldest);
    oldest = OldestEvent.UNKNOWN;
    span = ranges.isEmpty() ? traces.drop() : traces.begin();
    if (ranges.isEmpty() && swept.isEmpty()) {
      return;
    }
    reading = true;
    readChanged(ranges, changed, !loaded)
        .compose(v -> readSwept(all))
        .onComplete(v -> reading = false);
    window.evictBefore(all.from());
  }

  private Future<?> readChanged(List<TimeRange> ranges, Wanted wanted, boolean whole) {
    return readAll(ranges, wanted)
        .onSuccess(v -> loaded |= whole)
        .onFailure(e -> span.fail("not read"))
        .onComplete(
            v -> {
              span.end();
              span = TraceSpan.NONE;
            });
  }

  private Future<?> readSwept(TimeRange all) {
    return readAll(swept.take(all), new Wanted(true, OldestEvent.UNKNOWN));
  }

  /**
   * What is published of the buckets that are read.
   *
   * @param unchanged also those that did not change
   * @param oldest when the oldest of the hinted events was appended
   */
  private record Wanted(boolean unchanged, long oldest) {}

  private Future<?> readAll(List<TimeRange> ranges, Wanted wanted) {
    return Future.join(
        ranges.stream().map(range -> read(range.align(Step.SECOND), wanted)).toList());
  }

  private Future<List<Bucket>> read(TimeRange range, Wanted wanted) {
    long asOf = clock.millis();
    return store
        .read(range, Step.SECOND)
        .onSuccess(
            buckets -> {
              TreeSet<Long> news = window.replace(range, buckets);
              if (wanted.unchanged) {
                buckets.forEach(bucket -> news.add(bucket.start()));
              }
              publish(news, asOf, wanted.oldest);
            })
        .onFailure(
            e -> {
              dirty.add(range);
              oldest = Math.min(oldest, wanted.oldest);
            });
  }

  private void publish(TreeSet<Long> changed, long asOf, long appended) {
    if (changed.isEmpty()) {
      return;
    }
    for (Step step : Step.LIVE) {
      LiveUpdate update = new LiveUpdate(name, step, window.buckets(step, changed), asOf);
      publisher.publish(update, appended, span.traceparent());
    }
    publisher.published(appended);
  }
}
