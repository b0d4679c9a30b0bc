package io.streamproc.consumer.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.management.Health;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Kafka answers")
class CoordinatorWatchTest {
  private static final String GROUP = "consumer-coordinator-metrics";
  private static final String NAME = "last-heartbeat-seconds-ago";

  private final Vertx vertx = Vertx.vertx();
  private final Health health = new Health(vertx);
  private final Map<MetricName, Metric> metrics = new LinkedHashMap<>();
  private final CoordinatorWatch watch =
      new CoordinatorWatch(
          new MockConsumer<byte[], byte[]>("earliest") {
            @Override
            public Map<MetricName, Metric> metrics() {
              return metrics;
            }
          },
          health.part("kafka"));

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void metric(String name, String group, Object value) {
    MetricName key = new MetricName(name, group, "", Map.of("client-id", "c"));
    metrics.put(
        key,
        new Metric() {
          @Override
          public MetricName metricName() {
            return key;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }

  private String reason() {
    watch.update();
    return health.reasons().get("kafka");
  }

  @Test
  @DisplayName("as long as its last heartbeat is at most 10 s old")
  void heartbeat() {
    metric(NAME, GROUP, 10.0);
    assertEquals(null, reason());
    metric(NAME, GROUP, 11.4);
    assertEquals("no heartbeat from Kafka for 11 s", reason());
    metric(NAME, GROUP, 0.2);
    assertEquals(null, reason());
  }

  @Test
  @DisplayName("before the first heartbeat, which the client shows as -1 or not at all")
  void noneYet() {
    assertEquals(null, reason());
    metric(NAME, GROUP, -1.0);
    assertEquals(null, reason());
  }

  @Test
  @DisplayName("regardless of other metrics")
  void others() {
    metric(NAME, "another-group", 99.0);
    metric("another-name", GROUP, 99.0);
    metric(NAME, GROUP, "unknown");
    assertEquals(null, reason());
    assertTrue(health.reasons().isEmpty());
  }
}
