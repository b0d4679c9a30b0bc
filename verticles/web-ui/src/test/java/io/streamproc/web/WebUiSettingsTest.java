package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WebUiSettingsTest {
  @Test
  @DisplayName("without settings the page is on port 8080 of the loopback address")
  void defaults() {
    Settings source = Settings.of(Map.of());
    assertEquals(
        new WebUiSettings(
            "127.0.0.1",
            8080,
            Duration.ofSeconds(10),
            1_000,
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofHours(12),
            Set.of(),
            HttpSettings.read(Settings.of(Map.of()))),
        WebUiSettings.read(source));
    source.check();
  }

  @Test
  @DisplayName("every setting has its key")
  void fullMapping() {
    Settings source =
        Settings.of(
            Map.of(
                "web-ui.host", "127.0.0.2",
                "web-ui.port", "8181",
                "web-ui.query-timeout", "3s",
                "web-ui.max-sockets", "7",
                "web-ui.ping-timeout", "20s",
                "web-ui.stall-timeout", "2m",
                "web-ui.session-time", "1d",
                "web-ui.embed-origins", "https://wiki.example.org"));
    assertEquals(
        new WebUiSettings(
            "127.0.0.2",
            8181,
            Duration.ofSeconds(3),
            7,
            Duration.ofSeconds(20),
            Duration.ofMinutes(2),
            Duration.ofDays(1),
            Set.of("https://wiki.example.org"),
            HttpSettings.read(Settings.of(Map.of()))),
        WebUiSettings.read(source));
    source.check();
  }

  @Test
  @DisplayName("the error for the former key of the origins names the new one")
  void formerKey() {
    Settings source = Settings.of(Map.of("web-ui.origins", "https://a.example"));
    WebUiSettings.read(source);
    SettingsException e = assertThrows(SettingsException.class, source::check);
    assertEquals(List.of("unknown setting web-ui.origins, it is http.origins now"), e.problems());
  }

  @Test
  @DisplayName("values out of range are refused together")
  void refuses() {
    Settings source = Settings.of(Map.of("web-ui.max-sockets", "0", "web-ui.query-timeout", "1ms"));
    WebUiSettings.read(source);
    SettingsException e = assertThrows(SettingsException.class, source::check);
    assertEquals(2, e.problems().size());
  }
}
