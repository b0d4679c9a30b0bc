package io.streamproc.core.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.streamproc.core.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The settings of Kafka")
class KafkaSettingsTest {
  @Test
  @DisplayName("have these defaults")
  void defaults() {
    Settings source = Settings.of(Map.of());
    assertEquals(
        new KafkaSettings("localhost:9092", "events", "events.dead", 6, 1, Map.of()),
        KafkaSettings.read(source));
    source.check();
  }

  @Test
  @DisplayName("are all taken from their keys, and there are no others")
  void mapping() {
    Settings source =
        Settings.of(
            Map.of(
                "kafka.bootstrap-servers", "a:1,b:2",
                "kafka.topic", "t",
                "kafka.dead-topic", "d",
                "kafka.partitions", "12",
                "kafka.replication", "3",
                "kafka.client.security.protocol", "SSL"));
    assertEquals(
        new KafkaSettings("a:1,b:2", "t", "d", 12, 3, Map.of("security.protocol", "SSL")),
        KafkaSettings.read(source));
    source.check();
    assertEquals(6, source.declared().size());
  }

  @Test
  @DisplayName("can't weaken what a client needs, and don't show what may be secret")
  void clientProperties() {
    KafkaSettings settings =
        new KafkaSettings(
            "a:1", "t", "d", 1, 1, Map.of("acks", "0", "ssl.key.password", "hunter2"));
    assertEquals(
        Map.of("bootstrap.servers", "a:1", "acks", "all", "ssl.key.password", "hunter2"),
        settings.properties(Map.of("acks", "all")));
    assertFalse(settings.toString().contains("hunter2"), settings.toString());
  }
}
