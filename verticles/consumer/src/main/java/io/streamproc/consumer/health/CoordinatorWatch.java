package io.streamproc.consumer.health;

import io.streamproc.core.management.Health;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * Checks whether Kafka answers. The client hides an unavailable broker: its poll returns no
 * records. The age of the last heartbeat shows it.
 */
public final class CoordinatorWatch {
  /**
   * The part is not ready after this many seconds without a response of Kafka's group coordinator.
   */
  private static final double SILENCE = 10;

  private final Consumer<?, ?> consumer;
  private final Health.Part health;

  public CoordinatorWatch(Consumer<?, ?> consumer, Health.Part health) {
    this.consumer = consumer;
    this.health = health;
  }

  /** Must be called about once per second; does not block. */
  public void update() {
    double silence = secondsSinceHeartbeat();
    if (silence > SILENCE) {
      health.notReady("no heartbeat from Kafka for " + Math.round(silence) + " s");
    } else {
      health.ready();
    }
  }

  /** Negative or NaN if there was no heartbeat yet. */
  private double secondsSinceHeartbeat() {
    for (Metric metric : consumer.metrics().values()) {
      var id = metric.metricName();
      if (id.name().equals("last-heartbeat-seconds-ago")
          && id.group().equals("consumer-coordinator-metrics")
          && metric.metricValue() instanceof Double seconds) {
        return seconds;
      }
    }
    return Double.NaN;
  }
}
