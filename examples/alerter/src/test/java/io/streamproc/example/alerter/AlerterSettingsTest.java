package io.streamproc.example.alerter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The alerter's settings")
class AlerterSettingsTest {
  @Test
  @DisplayName("have defaults")
  void defaults() {
    assertEquals(
        new AlerterSettings(SeriesName.HIGH, 8), AlerterSettings.read(Settings.of(Map.of())));
  }

  @Test
  @DisplayName("are checked: ranges, choices and names, all problems at once")
  void problems() {
    Settings settings =
        Settings.of(Map.of("alerter.limit", "much", "alerter.series", "mid", "alerter.limt", "8"));
    AlerterSettings.read(settings);
    SettingsException e = assertThrows(SettingsException.class, settings::check);
    assertEquals(3, e.problems().size(), e.getMessage());
  }
}
