package io.streamproc.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.testkit.role.RecordingSink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A consumer's Kafka client")
class ConsumerPropertiesTest {
  @Test
  @DisplayName("has the guarantees that the loop needs, with any settings")
  void guarantees() {
    Map<String, String> client =
        Map.of("enable.auto.commit", "true", "isolation.level", "read_uncommitted", "ssl.x", "y");
    ConsumerConfig config = config(client, Duration.ofSeconds(9));
    Map<String, Object> expected =
        Map.ofEntries(
            Map.entry("bootstrap.servers", "k:9092"),
            Map.entry("ssl.x", "y"),
            Map.entry("group.id", "g-low"),
            Map.entry("enable.auto.commit", false),
            Map.entry("auto.offset.reset", "earliest"),
            Map.entry("isolation.level", "read_committed"),
            Map.entry("max.poll.records", 77),
            Map.entry("session.timeout.ms", 9_000),
            Map.entry("heartbeat.interval.ms", 3_000),
            Map.entry("default.api.timeout.ms", 10_000),
            Map.entry("request.timeout.ms", 10_000),
            Map.entry("partition.assignment.strategy", List.of(CooperativeStickyAssignor.class)),
            Map.entry("key.deserializer", ByteArrayDeserializer.class),
            Map.entry("value.deserializer", ByteArrayDeserializer.class));
    assertEquals(expected, ConsumerProperties.of(config));
    assertEquals("consumer-low", config.role());
  }

  private static ConsumerConfig config(Map<String, String> client, Duration session) {
    return new ConsumerConfig(
        SeriesName.LOW,
        new KafkaSettings("k:9092", "t", "t.dead", 3, 1, client),
        new ConsumerSettings(new Threshold(5), "g", 77, session),
        "the store",
        vertx -> new RecordingSink());
  }

  /** One of a third of five minutes was taken for a broker that is away, every minute anew. */
  @Test
  @DisplayName("sends a heartbeat three times a session, and every 3 s at least")
  void heartbeats() {
    assertEquals(333, heartbeat(Duration.ofSeconds(1)));
    assertEquals(2_000, heartbeat(Duration.ofSeconds(6)));
    assertEquals(3_000, heartbeat(Duration.ofMinutes(5)));
  }

  private static Object heartbeat(Duration session) {
    return ConsumerProperties.of(config(Map.of(), session)).get("heartbeat.interval.ms");
  }
}
