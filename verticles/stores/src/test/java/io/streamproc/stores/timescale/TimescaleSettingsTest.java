package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimescaleSettingsTest {
  private static TimescaleSettings read(Map<String, String> values) {
    Settings source = Settings.of(values);
    TimescaleSettings settings = TimescaleSettings.read(source);
    source.check();
    return settings;
  }

  @Test
  @DisplayName("defaults")
  void defaults() {
    assertEquals(
        new TimescaleSettings(
            "localhost",
            5432,
            "streamproc",
            "streamproc",
            new Secret(""),
            "streamproc",
            4,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            SslMode.PREFER,
            "",
            Duration.ZERO,
            Duration.ofDays(7),
            Duration.ofDays(7)),
        read(Map.of()));
  }

  @Test
  @DisplayName("every key is mapped, and the password is not shown")
  void mapped() {
    TimescaleSettings settings =
        read(
            Map.ofEntries(
                Map.entry("timescale.host", "db"),
                Map.entry("timescale.port", "5433"),
                Map.entry("timescale.database", "d"),
                Map.entry("timescale.user", "u"),
                Map.entry("timescale.password", "geheim"),
                Map.entry("timescale.schema", "s_1"),
                Map.entry("timescale.pool-size", "9"),
                Map.entry("timescale.connect-timeout", "1s"),
                Map.entry("timescale.query-timeout", "2s"),
                Map.entry("timescale.sslmode", "verify-full"),
                Map.entry("timescale.ca-file", "/ca.pem"),
                Map.entry("timescale.retention", "90d"),
                Map.entry("timescale.compress-after", "3d"),
                Map.entry("timescale.chunk-interval", "1d")));
    assertEquals(
        new TimescaleSettings(
            "db",
            5433,
            "d",
            "u",
            new Secret("geheim"),
            "s_1",
            9,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            SslMode.VERIFY_FULL,
            "/ca.pem",
            Duration.ofDays(90),
            Duration.ofDays(3),
            Duration.ofDays(1)),
        settings);
    assertFalse(settings.toString().contains("geheim"));
    assertEquals("db:5433/d", settings.address());
  }

  @ParameterizedTest
  @CsvSource({
    "timescale.schema, Events",
    "timescale.schema, 1st",
    "timescale.schema, 'a;drop table b'",
    "timescale.sslmode, verify-full",
    "timescale.port, 0",
    "timescale.query-timeout, 10ms",
    "timescale.chunk-interval, 1s",
    "timescale.retention, forever"
  })
  @DisplayName("invalid values are refused, by key")
  void refused(String key, String value) {
    var e = assertThrows(SettingsException.class, () -> read(Map.of(key, value)));
    assertEquals(1, e.problems().size(), e.getMessage());
  }
}
