package io.streamproc.api;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.api.idempotency.IdempotencySettings;
import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventApiSettingsTest {
  private static final KafkaSettings KAFKA =
      new KafkaSettings("localhost:9092", "events", "events.dead", 6, 1, Map.of());

  @Test
  @DisplayName("defaults")
  void defaults() {
    Settings settings = Settings.of(Map.of());
    assertEquals(
        new EventApiSettings(
            KAFKA,
            HttpSettings.read(Settings.of(Map.of())),
            "127.0.0.1",
            9998,
            1,
            new BodyLimits(8 << 20, Duration.ofSeconds(30), Duration.ofSeconds(5), 1_024),
            64 << 20,
            0,
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            new IdempotencySettings("events.keys", 4, Duration.ofMinutes(10), 100_000)),
        EventApiSettings.read(settings));
    settings.check();
  }

  @Test
  @DisplayName("every setting is read from its key")
  void full() {
    Settings settings =
        Settings.of(
            Map.ofEntries(
                entry("event-api.host", "127.0.0.2"),
                entry("event-api.port", "1"),
                entry("event-api.instances", "2"),
                entry("event-api.max-body", "1000"),
                entry("event-api.max-in-flight", "2000000"),
                entry("event-api.rate-per-client", "77"),
                entry("event-api.ack-timeout", "3s"),
                entry("event-api.linger", "5ms"),
                entry("event-api.idle-timeout", "7s"),
                entry("event-api.body-timeout", "9s"),
                entry("event-api.first-byte-timeout", "4s"),
                entry("event-api.min-body-rate", "99"),
                entry("event-api.drain-time", "11s"),
                entry("event-api.idempotency-topic", "k"),
                entry("event-api.idempotency-slots", "3"),
                entry("event-api.idempotency-window", "1h"),
                entry("event-api.idempotency-keys", "5000")));
    assertEquals(
        new EventApiSettings(
            KAFKA,
            HttpSettings.read(Settings.of(Map.of())),
            "127.0.0.2",
            1,
            2,
            new BodyLimits(1_000, Duration.ofSeconds(9), Duration.ofSeconds(4), 99),
            2_000_000,
            77,
            Duration.ofSeconds(3),
            Duration.ofMillis(5),
            Duration.ofSeconds(7),
            Duration.ofSeconds(11),
            new IdempotencySettings("k", 3, Duration.ofHours(1), 5_000)),
        EventApiSettings.read(settings));
    settings.check();
  }

  @Test
  @DisplayName("contradictory limits are refused, all at once")
  void contradictions() {
    Settings settings =
        Settings.of(
            Map.of(
                "event-api.max-in-flight", "1048576",
                "event-api.port", "0",
                "event-api.instances", "2",
                "event-api.idle-timeout", "10s"));
    EventApiSettings.read(settings);
    assertEquals(
        List.of(
            "event-api.max-in-flight is less than event-api.max-body",
            "event-api.port is 0, so that each of event-api.instances would take its own",
            "event-api.idle-timeout must be more than event-api.ack-timeout"),
        assertThrows(SettingsException.class, settings::check).problems());
  }

  @Test
  @DisplayName("secrets in the client properties are not shown")
  void masked() {
    Settings settings = Settings.of(Map.of("kafka.client.sasl.jaas.config", "hunter2"));
    assertFalse(EventApiSettings.read(settings).toString().contains("hunter2"));
  }

  @Test
  @DisplayName("client properties can't override the properties that responses rely on")
  void guarantees() {
    Settings settings =
        Settings.of(Map.of("kafka.client.acks", "0", "kafka.client.enable.idempotence", "false"));
    var properties = ProducerProperties.of(EventApiSettings.read(settings));
    assertEquals("all", properties.get("acks"));
    assertEquals(true, properties.get("enable.idempotence"));
    assertEquals(0, properties.get("max.block.ms"));
    assertEquals(10_000, properties.get("delivery.timeout.ms"));
  }
}
