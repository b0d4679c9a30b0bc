package io.streamproc.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings of traces")
class TracingSettingsTest {
  @Test
  @DisplayName("have their documented defaults: off")
  void defaults() {
    TracingSettings read = TracingSettings.read(Settings.of(Map.of()));
    assertEquals(new TracingSettings("", new Secret(""), 0.1), read);
    assertFalse(read.isOn());
  }

  @ParameterizedTest
  @CsvSource({
    "http://collector:4318, http://collector:4318/v1/traces",
    "https://c.example.org/, https://c.example.org/v1/traces",
    "http://[::1]:4318, http://[::1]:4318/v1/traces",
    "http://c:1/otlp/v1/traces, http://c:1/otlp/v1/traces",
  })
  @DisplayName("read all values, and add OTLP's path to a URL without one")
  void mapping(String given, String endpoint) {
    Settings source =
        Settings.of(
            Map.of(
                "tracing.endpoint", given,
                "tracing.authorization", "Bearer s3cr3t",
                "tracing.sample", "0.5"));
    TracingSettings read = TracingSettings.read(source);
    source.check();
    assertEquals(new TracingSettings(endpoint, new Secret("Bearer s3cr3t"), 0.5), read);
    assertTrue(read.isOn());
    assertFalse(read.toString().contains("s3cr3t"), read.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"collector:4318", "grpc://c:4317", "http://", "http://u:pw@c", "a b"})
  @DisplayName("refuse what is not a URL of a collector")
  void refused(String given) {
    Settings source = Settings.of(Map.of("tracing.endpoint", given));
    TracingSettings.read(source);
    SettingsException e = assertThrows(SettingsException.class, source::check);
    assertEquals(
        List.of("tracing.endpoint: is not a URL such as http://collector:4318"), e.problems());
  }
}
