package io.streamproc.aggregator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Setting;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The aggregator's settings")
class AggregatorSettingsTest {
  private static final Map<String, String> ALL =
      Map.of(
          "aggregator.host", "127.0.0.2",
          "aggregator.port", "80",
          "aggregator.tick", "250ms",
          "aggregator.sweep-interval", "1m",
          "aggregator.sweep-window", "10m",
          "aggregator.store-timeout", "300ms");

  @Test
  @DisplayName("have these defaults")
  void defaults() {
    Settings source = Settings.of(Map.of());
    assertEquals(
        new AggregatorSettings(
            "127.0.0.1",
            9997,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            HttpSettings.read(Settings.of(Map.of()))),
        AggregatorSettings.read(source));
    source.check();
  }

  @Test
  @DisplayName("are all read, each into its own field, and there are no others")
  void all() {
    Settings source = Settings.of(ALL);
    assertEquals(
        new AggregatorSettings(
            "127.0.0.2",
            80,
            Duration.ofMillis(250),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofMillis(300),
            HttpSettings.read(Settings.of(Map.of()))),
        AggregatorSettings.read(source));
    source.check();
    Set<String> declared =
        source.declared().stream()
            .map(Setting::key)
            .filter(key -> key.startsWith("aggregator."))
            .collect(Collectors.toSet());
    assertEquals(ALL.keySet(), declared);
  }

  @ParameterizedTest
  @DisplayName("are refused outside of their ranges")
  @CsvSource({
    "port, 65536",
    "port, any",
    "tick, 249ms",
    "tick, 61s",
    "tick, 1",
    "sweep-interval, 999ms",
    "sweep-window, 11m",
    "store-timeout, 99ms",
    "store-timeout, 6m",
    "tock, 1s",
  })
  void refused(String key, String value) {
    Settings source = Settings.of(Map.of("aggregator." + key, value));
    AggregatorSettings.read(source);
    SettingsException e = assertThrows(SettingsException.class, source::check);
    assertEquals(1, e.problems().size(), e.getMessage());
  }

  @Test
  @DisplayName("come with a reader for every series")
  void readers() {
    AggregatorConfig config = AggregatorConfig.read(Settings.of(Map.of()));
    assertEquals(Set.of(SeriesName.values()), config.readers().keySet());
  }
}
