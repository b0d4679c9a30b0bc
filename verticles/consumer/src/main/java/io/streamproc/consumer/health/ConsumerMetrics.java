package io.streamproc.consumer.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.metrics.Bounds;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The meters of one consumer; each carries the tag {@code role}. */
public final class ConsumerMetrics {
  private final MeterRegistry registry;
  private final String role;
  private final Clock clock;
  private final Counter read;
  private final Counter invalid;
  private final Counter refused;
  private final Counter stored;
  private final Counter repeated;
  private final DistributionSummary batch;
  private final Timer store;
  private final Timer durable;
  private LagWatch lag; // null while it is unknown

  public ConsumerMetrics(MeterRegistry registry, String role, Clock clock) {
    this.registry = registry;
    this.role = role;
    this.clock = clock;
    read = counter("read", "records read from Kafka");
    stored = counter("stored", "events newly stored");
    repeated = counter("repeated", "events that were already stored");
    invalid = dead("invalid");
    refused = dead("refused-by-store");
    batch =
        DistributionSummary.builder("streamproc.consumer.batch.events")
            .description("events of this series in a batch")
            .serviceLevelObjectives(Bounds.events())
            .tag("role", role)
            .register(registry);
    store = timer("store", "time to store a batch, including retries");
    durable =
        Timer.builder("streamproc.consumer.durable.delay")
            .description(
                "from the broker's append of an event to its durability in the store; one value for"
                    + " each append, which may be of several events")
            .serviceLevelObjectives(Bounds.age())
            .tag("role", role)
            .register(registry);
  }

  private Counter counter(String name, String meaning) {
    return Counter.builder("streamproc.consumer." + name)
        .description(meaning)
        .tag("role", role)
        .register(registry);
  }

  private Counter dead(String reason) {
    return Counter.builder("streamproc.consumer.dead")
        .description("records written to the dead-letter topic")
        .tags("role", role, "reason", reason)
        .register(registry);
  }

  private Timer timer(String name, String meaning) {
    return Timer.builder("streamproc.consumer." + name)
        .description(meaning)
        .serviceLevelObjectives(Bounds.request())
        .tag("role", role)
        .register(registry);
  }

  public void read(int records) {
    read.increment(records);
  }

  /** Counts invalid records that were written to the dead-letter topic. */
  public void refused(int records) {
    invalid.increment(records);
  }

  /**
   * @param nanos from the first attempt to the end
   */
  public void stored(SortedRecords sorted, StoreStage.Outcome outcome, long nanos) {
    int size = sorted.batch().size();
    batch.record(size);
    store.record(nanos, TimeUnit.NANOSECONDS);
    stored.increment(outcome.kept());
    repeated.increment(size - outcome.kept() - outcome.dead());
    refused.increment(outcome.dead());
    if (size > 0) {
      age(sorted);
    }
  }

  /**
   * Records one value for each append of the broker: to measure each record would be a noticeable
   * part of a consumer's work.
   */
  private void age(SortedRecords sorted) {
    long now = clock.millis();
    sorted
        .read()
        .appends()
        .forEach(time -> durable.record(Math.max(0, now - time), TimeUnit.MILLISECONDS));
  }

  /** Registers the lag as gauges, see {@link #unwatch}. */
  public List<Meter> watch(LagWatch watch) {
    lag = watch;
    return List.of(
        Gauge.builder("streamproc.consumer.lag", watch, LagWatch::lag)
            .description(
                "records between the last stored one and the end of this consumer's partitions")
            .baseUnit("records")
            .tag("role", role)
            .register(registry),
        TimeGauge.builder("streamproc.consumer.lag.age", watch, TimeUnit.SECONDS, LagWatch::seconds)
            .description("age of the oldest record that is not stored, 0 without a lag")
            .tag("role", role)
            .register(registry));
  }

  public Future<?> unwatch(List<Meter> gauges) {
    lag = null;
    gauges.forEach(registry::remove);
    return Future.succeededFuture();
  }

  /** What came in is every record of this consumer's partitions, of both series. */
  public Figures figures() {
    Figures counts =
        Figures.NONE
            .total(Figures.EVENTS_IN, read.count())
            .total(Figures.EVENTS_OUT, stored.count())
            .total(Figures.EVENTS_REPEATED, repeated.count())
            .total(Figures.DEAD, invalid.count() + refused.count());
    return lag == null
        ? counts
        : counts.gauge(Figures.LAG, lag.lag()).gauge(Figures.LAG_SECONDS, lag.seconds());
  }
}
