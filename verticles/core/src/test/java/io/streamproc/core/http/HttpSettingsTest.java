package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings of all HTTP servers")
class HttpSettingsTest {
  @Test
  @DisplayName("have these defaults")
  void defaults() {
    Settings source = Settings.of(Map.of());
    assertEquals(
        new HttpSettings(
            Set.of(), Set.of(), 2_000, 400, Duration.ofSeconds(20), Duration.ofSeconds(60)),
        HttpSettings.read(source));
    source.check();
  }

  @Test
  @DisplayName("are all read, each into its own field, and there is no other")
  void mapping() {
    Settings source =
        Settings.of(
            Map.of(
                "http.hosts", "A.example, *.b.example,,localhost, under_score, *",
                "http.origins", "https://a.example,http://*.b.example:81,http://[::1]:80",
                "http.max-connections", "7",
                "http.max-connections-per-address", "0",
                "http.head-timeout", "300ms",
                "http.idle-timeout", "1h"));
    assertEquals(
        new HttpSettings(
            Set.of("a.example", "*.b.example", "localhost", "under_score", "*"),
            Set.of("https://a.example", "http://*.b.example:81", "http://[::1]:80"),
            7,
            0,
            Duration.ofMillis(300),
            Duration.ofHours(1)),
        HttpSettings.read(source));
    source.check();
    assertEquals(6, source.declared().size());
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "hosts, a.example:80",
    "hosts, http://a.example",
    "hosts, a.*.example",
    "hosts, *example",
    "hosts, a b",
    "origins, *",
    "origins, a.example",
    "origins, null",
    "origins, https://a.example/",
    "origins, https://*",
    "origins, ftp://a.example",
    "max-connections, 0",
    "max-connections-per-address, -1",
    "head-timeout, 99ms",
    "idle-timeout, 2h",
  })
  @DisplayName("are refused where they can't be meant")
  void refused(String key, String value) {
    Settings source = Settings.of(Map.of("http." + key, value));
    HttpSettings.read(source);
    SettingsException e = assertThrows(SettingsException.class, source::check);
    assertEquals(1, e.problems().size());
    assertTrue(e.problems().get(0).contains("http." + key), e.getMessage());
  }
}
