package io.streamproc.stores.influx.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfluxSettingsTest {
  private static InfluxSettings read(Map<String, String> values) {
    Settings source = Settings.of(values);
    InfluxSettings settings = InfluxSettings.read(source);
    source.check();
    return settings;
  }

  @Test
  @DisplayName("defaults")
  void defaults() {
    assertEquals(
        new InfluxSettings(
            "http://localhost:8086",
            "",
            "streamproc",
            "low",
            new Secret(""),
            "",
            new Secret(""),
            "",
            Dialect.INFLUXQL,
            false,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ZERO),
        read(Map.of()));
  }

  @Test
  @DisplayName("every key is mapped, and no secret is shown")
  void mapped() {
    InfluxSettings settings =
        read(
            Map.ofEntries(
                Map.entry("influx.url", "https://tsdb:9000"),
                Map.entry("influx.ca-file", "/ca.pem"),
                Map.entry("influx.database", "d"),
                Map.entry("influx.measurement", "m-1"),
                Map.entry("influx.token", "geheim1"),
                Map.entry("influx.user", "u"),
                Map.entry("influx.password", "geheim2"),
                Map.entry("influx.org", "o"),
                Map.entry("influx.dialect", "questdb"),
                Map.entry("influx.gzip", "true"),
                Map.entry("influx.connect-timeout", "1s"),
                Map.entry("influx.query-timeout", "2s"),
                Map.entry("influx.retention", "36h")));
    assertEquals(
        new InfluxSettings(
            "https://tsdb:9000",
            "/ca.pem",
            "d",
            "m-1",
            new Secret("geheim1"),
            "u",
            new Secret("geheim2"),
            "o",
            Dialect.QUESTDB,
            true,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofHours(36)),
        settings);
    assertFalse(settings.toString().contains("geheim"));
    assertEquals("https://tsdb:9000/d", settings.address());
  }

  @ParameterizedTest
  @CsvSource({
    "influx.url, tsdb:8086",
    "influx.url, ftp://tsdb",
    "influx.url, 'http://a b'",
    "influx.database, ' '",
    "influx.database, 'a\"b'",
    "influx.measurement, 'a b'",
    "influx.measurement, 'a\"; DROP'",
    "influx.dialect, flux",
    "influx.retention, 10m"
  })
  @DisplayName("invalid values are refused, by key")
  void refused(String key, String value) {
    var e = assertThrows(SettingsException.class, () -> read(Map.of(key, value)));
    assertEquals(1, e.problems().size(), e.getMessage());
  }

  @Test
  @DisplayName(
      "a token takes precedence over user and password, in the form that the server " + "expects")
  void authorization() {
    InfluxSettings nobody = read(Map.of());
    assertNull(Authorization.header(nobody));
    assertFalse(nobody.hasLogin());
    InfluxSettings user = read(Map.of("influx.user", "u", "influx.password", "p"));
    assertEquals("Basic dTpw", Authorization.header(user));
    assertTrue(user.hasLogin());
    InfluxSettings both = read(Map.of("influx.user", "u", "influx.token", "t"));
    assertEquals("Token t", Authorization.header(both));
    assertFalse(both.hasLogin());
    InfluxSettings quest = read(Map.of("influx.dialect", "questdb", "influx.token", "t"));
    assertEquals("Bearer t", Authorization.header(quest));
  }
}
