package io.streamproc.core.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
  @Test
  @DisplayName("defaults")
  void defaults() {
    Settings settings = Settings.of(Map.of());
    assertEquals(
        new KafkaSettings("localhost:9092", "events", "events.dead", 6, 1, Map.of()),
        KafkaSettings.read(settings));
    settings.check();
  }

  @Test
  @DisplayName("every setting is read from its key")
  void full() {
    Settings settings =
        Settings.of(
            Map.of(
                "kafka.bootstrap-servers", "a:1,b:2",
                "kafka.topic", "t",
                "kafka.dead-topic", "d",
                "kafka.partitions", "12",
                "kafka.replication", "3",
                "kafka.client.security.protocol", "SASL_SSL"));
    assertEquals(
        new KafkaSettings("a:1,b:2", "t", "d", 12, 3, Map.of("security.protocol", "SASL_SSL")),
        KafkaSettings.read(settings));
    settings.check();
  }

  @Test
  @DisplayName("client properties, which may hold passwords, are shown by name only")
  void masked() {
    String shown =
        new KafkaSettings("a:1", "t", "d", 1, 1, Map.of("sasl.jaas.config", "hunter2")).toString();
    assertTrue(shown.contains("sasl.jaas.config"), shown);
    assertFalse(shown.contains("hunter2"), shown);
  }

  @Test
  @DisplayName("a client property can't weaken what the caller must have")
  void callerWins() {
    KafkaSettings settings =
        new KafkaSettings("a:1", "t", "d", 1, 1, Map.of("acks", "0", "client.rack", "r"));
    assertEquals(
        Map.of("acks", "all", "client.rack", "r", "bootstrap.servers", "a:1"),
        settings.properties(Map.of("acks", "all")));
  }
}
