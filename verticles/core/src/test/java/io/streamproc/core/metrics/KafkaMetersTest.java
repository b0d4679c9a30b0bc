package io.streamproc.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The meters of a Kafka client")
class KafkaMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  @DisplayName("show the metrics of the client in base units, without those of nodes and topics")
  void values() {
    KafkaMeters meters = KafkaMeters.ofProducer(registry, "event-api");
    meters.follow(
        () ->
            Map.ofEntries(
                metric("record-send-total", Map.of("client-id", "a"), 7.0),
                metric("record-send-total", Map.of("client-id", "a", "topic", "t"), 5.0),
                metric("request-latency-avg", Map.of("client-id", "a"), 250.0)));
    assertEquals(
        7, registry.get("streamproc.kafka.producer.records.sent").functionCounter().count());
    var latency = registry.get("streamproc.kafka.producer.request").tag("client", "event-api");
    assertEquals(0.25, latency.gauge().value());
    assertEquals("seconds", latency.gauge().getId().getBaseUnit());
    meters.close();
    assertTrue(registry.getMeters().isEmpty());
  }

  @Test
  @DisplayName("are 0 or unknown before there is a client")
  void noClient() {
    KafkaMeters.ofConsumer(registry, "consumer-high");
    assertEquals(
        0, registry.get("streamproc.kafka.consumer.records.consumed").functionCounter().count());
    assertTrue(Double.isNaN(registry.get("streamproc.kafka.consumer.fetch").gauge().value()));
  }

  @Test
  @DisplayName("have the names and groups of Kafka's own client")
  void names() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", "127.0.0.1:1");
    try (var producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      KafkaMeters.ofProducer(registry, "p").follow(producer::metrics);
      var size = registry.get("streamproc.kafka.producer.buffer.size").gauge();
      assertEquals(32 * 1024 * 1024, size.value(), "the default of buffer.memory");
    }
  }

  private static Map.Entry<MetricName, Metric> metric(
      String name, Map<String, String> tags, double value) {
    MetricName id = new MetricName(name, "producer-metrics", "", tags);
    return Map.entry(
        id,
        new Metric() {
          @Override
          public MetricName metricName() {
            return id;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }
}
