package io.streamproc.consumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/** What a consumer counts; every meter carries the tag {@code role}. */
final class ConsumerMetrics {
  final Counter read;
  final Counter dead;
  private final Counter stored;
  private final Counter repeated;
  private final Timer store;
  private final MeterRegistry registry;
  private final String role;

  ConsumerMetrics(MeterRegistry registry, String role) {
    this.registry = registry;
    this.role = role;
    read = counter("streamproc.consumer.read", "records read from Kafka");
    stored = counter("streamproc.consumer.stored", "events newly stored");
    repeated = counter("streamproc.consumer.repeated", "events that were stored before");
    dead = counter("streamproc.consumer.dead", "records put on the dead-letter topic");
    store =
        Timer.builder("streamproc.consumer.store")
            .description("time to store a batch, retries included")
            .tag("role", role)
            .register(registry);
  }

  private Counter counter(String name, String meaning) {
    return Counter.builder(name).description(meaning).tag("role", role).register(registry);
  }

  /**
   * @param size events of the batch
   * @param nanos from the first attempt to the end
   */
  void stored(int size, StoreStage.Outcome outcome, long nanos) {
    store.record(nanos, TimeUnit.NANOSECONDS);
    stored.increment(outcome.kept());
    repeated.increment(size - outcome.kept() - outcome.dead());
    dead.increment(outcome.dead());
  }

  /** Lag is a gauge that any thread may read. */
  void watch(LagWatch watch) {
    Gauge.builder("streamproc.consumer.lag", watch, LagWatch::lag)
        .description("records between what is stored and Kafka's end, this consumer's partitions")
        .tag("role", role)
        .register(registry);
  }

  /** Seconds since Kafka's coordinator last answered, NaN if it never did. */
  static double secondsSinceHeartbeat(Consumer<?, ?> consumer) {
    double seconds = value(consumer, "consumer-coordinator-metrics", "last-heartbeat-seconds-ago");
    return seconds < 0 ? Double.NaN : seconds;
  }

  private static double value(Consumer<?, ?> consumer, String group, String name) {
    for (Metric metric : consumer.metrics().values()) {
      var id = metric.metricName();
      if (id.name().equals(name) && id.group().equals(group) && id.tags().size() == 1) {
        return metric.metricValue() instanceof Double d ? d : Double.NaN;
      }
    }
    return Double.NaN;
  }
}
