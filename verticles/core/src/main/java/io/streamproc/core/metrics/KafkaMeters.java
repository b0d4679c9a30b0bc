package io.streamproc.core.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * A selection of a Kafka client's own metrics, those of the whole client. Micrometer's {@code
 * KafkaClientMetrics} would register some hundred, with labels for node, topic and partition, and
 * with durations in milliseconds. The values are read when the meters are.
 */
public final class KafkaMeters {
  private static final String PREFIX = "streamproc.kafka.";
  private static final double MILLIS = 0.001; // to seconds
  private static final Set<String> CLIENT_ONLY = Set.of("client-id");

  /**
   * One metric.
   *
   * @param group Kafka's group
   * @param name Kafka's name
   * @param meter our name, without the prefix
   * @param unit base unit, or null if the name contains it
   * @param scale factor from Kafka's unit to the base unit
   */
  private record Selected(
      String group, String name, String meter, String unit, double scale, String description) {
    private boolean isCounter() {
      return name.endsWith("-total");
    }

    private boolean is(MetricName other) {
      return other.name().equals(name)
          && other.group().equals(group)
          && other.tags().keySet().equals(CLIENT_ONLY);
    }
  }

  private static final List<Selected> PRODUCER =
      List.of(
          producer("record-send-total", "records.sent", null, 1, "records sent"),
          producer(
              "record-error-total", "records.failed", null, 1, "records that could not be sent"),
          producer("record-retry-total", "records.retried", null, 1, "records sent again"),
          producer("outgoing-byte-total", "sent", "bytes", 1, "bytes sent to the brokers"),
          producer(
              "request-latency-avg", "request", "seconds", MILLIS, "mean duration of a request"),
          producer(
              "record-queue-time-avg",
              "queue.time",
              "seconds",
              MILLIS,
              "mean time of a batch in the producer's buffer"),
          producer(
              "buffer-available-bytes",
              "buffer.available",
              "bytes",
              1,
              "free memory of the producer's buffer"),
          producer(
              "buffer-total-bytes", "buffer.size", "bytes", 1, "memory of the producer's buffer"),
          producer("connection-count", "connections", null, 1, "open connections to brokers"));

  private static final List<Selected> CONSUMER =
      List.of(
          fetch("records-consumed-total", "records.consumed", null, 1, "records fetched"),
          fetch("bytes-consumed-total", "consumed", "bytes", 1, "bytes fetched"),
          fetch("fetch-latency-avg", "fetch", "seconds", MILLIS, "mean duration of a fetch"),
          group("assigned-partitions", "partitions", null, 1, "partitions assigned"),
          group("rebalance-total", "rebalances", null, 1, "rebalances that completed"),
          group("failed-rebalance-total", "rebalances.failed", null, 1, "rebalances that failed"),
          group("commit-latency-avg", "commit", "seconds", MILLIS, "mean duration of a commit"),
          group(
              "last-heartbeat-seconds-ago",
              "heartbeat.age",
              "seconds",
              1,
              "time since the last heartbeat to the group coordinator"),
          new Selected(
              "consumer-metrics",
              "connection-count",
              "consumer.connections",
              null,
              1,
              "open connections to brokers"));

  private final MeterRegistry registry;
  private final List<Meter> own = new ArrayList<>();
  private volatile Supplier<Map<MetricName, ? extends Metric>> source = Map::of;

  private KafkaMeters(MeterRegistry registry, String client, List<Selected> selection) {
    this.registry = registry;
    selection.forEach(one -> own.add(register(one, client)));
  }

  /**
   * Registers the meters of a producer.
   *
   * @param client value of the label {@code client}, such as {@code event-api}
   */
  public static KafkaMeters ofProducer(MeterRegistry registry, String client) {
    return new KafkaMeters(registry, client, PRODUCER);
  }

  /**
   * Registers the meters of a consumer.
   *
   * @param client value of the label {@code client}, such as {@code consumer-high}
   */
  public static KafkaMeters ofConsumer(MeterRegistry registry, String client) {
    return new KafkaMeters(registry, client, CONSUMER);
  }

  /**
   * Sets the client whose metrics are read from now on.
   *
   * @param metrics its method {@code metrics()}
   */
  public void follow(Supplier<Map<MetricName, ? extends Metric>> metrics) {
    source = metrics;
  }

  /** Removes the meters from the registry. */
  public Future<Void> close() {
    source = Map::of;
    own.forEach(registry::remove);
    return Future.succeededFuture();
  }

  private Meter register(Selected one, String client) {
    String name = PREFIX + one.meter;
    return one.isCounter()
        ? FunctionCounter.builder(name, this, meters -> meters.value(one, 0))
            .description(one.description)
            .baseUnit(one.unit)
            .tag("client", client)
            .register(registry)
        : Gauge.builder(name, this, meters -> meters.value(one, Double.NaN))
            .description(one.description)
            .baseUnit(one.unit)
            .tag("client", client)
            .register(registry);
  }

  private double value(Selected one, double unknown) {
    for (Map.Entry<MetricName, ? extends Metric> entry : source.get().entrySet()) {
      if (one.is(entry.getKey())
          && entry.getValue().metricValue() instanceof Number number
          && Double.isFinite(number.doubleValue())) {
        return number.doubleValue() * one.scale;
      }
    }
    return unknown;
  }

  private static Selected producer(
      String name, String meter, String unit, double scale, String description) {
    return new Selected("producer-metrics", name, "producer." + meter, unit, scale, description);
  }

  private static Selected fetch(
      String name, String meter, String unit, double scale, String description) {
    return new Selected(
        "consumer-fetch-manager-metrics", name, "consumer." + meter, unit, scale, description);
  }

  private static Selected group(
      String name, String meter, String unit, double scale, String description) {
    return new Selected(
        "consumer-coordinator-metrics", name, "consumer." + meter, unit, scale, description);
  }
}
