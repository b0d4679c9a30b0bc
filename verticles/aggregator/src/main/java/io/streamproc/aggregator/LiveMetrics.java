package io.streamproc.aggregator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.core.bus.OldestEvent;
import io.streamproc.core.metrics.Bounds;
import io.streamproc.core.series.SeriesName;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** The meters of the live updates of one series. */
final class LiveMetrics {
  private final Clock clock;
  private final Counter hints;
  private final Counter buckets;
  private final Timer delay;

  LiveMetrics(MeterRegistry registry, SeriesName series, Clock clock) {
    this.clock = clock;
    hints =
        Counter.builder("streamproc.aggregator.hints")
            .description("hints of consumers that a series changed")
            .tag("series", series.id())
            .register(registry);
    buckets =
        Counter.builder("streamproc.aggregator.buckets.published")
            .description("changed buckets that were published as live updates, of all steps")
            .tag("series", series.id())
            .register(registry);
    delay =
        Timer.builder("streamproc.aggregator.publish.delay")
            .description(
                "from the broker's append of the oldest event of a live update to its publication")
            .serviceLevelObjectives(Bounds.age())
            .tag("series", series.id())
            .register(registry);
  }

  void hint() {
    hints.increment();
  }

  /** Hints so far. */
  double hints() {
    return hints.count();
  }

  /** Buckets published so far. */
  double buckets() {
    return buckets.count();
  }

  /** Counts buckets that were published. */
  void published(int count) {
    buckets.increment(count);
  }

  /**
   * Measures a published update.
   *
   * @param oldest when its oldest event was appended, epoch milliseconds, or {@link
   *     OldestEvent#UNKNOWN}
   */
  void age(long oldest) {
    if (oldest != OldestEvent.UNKNOWN) {
      delay.record(Math.max(0, clock.millis() - oldest), TimeUnit.MILLISECONDS);
    }
  }
}
