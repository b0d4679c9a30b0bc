package io.streamproc.core.management;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The settings of the management server")
class ManagementSettingsTest {
  private static final HttpSettings HTTP = HttpSettings.read(Settings.of(Map.of()));

  @Test
  @DisplayName("have these defaults")
  void defaults() {
    assertEquals(
        new ManagementSettings("127.0.0.1", 9990, true, HTTP),
        ManagementSettings.read(Settings.of(Map.of())));
  }

  @Test
  @DisplayName("are all taken from their keys, and there are no others")
  void mapping() {
    Settings source =
        Settings.of(
            Map.of(
                "management.host",
                "127.0.0.2",
                "management.metrics",
                "false",
                "management.port",
                "0"));
    assertEquals(
        new ManagementSettings("127.0.0.2", 0, false, HTTP), ManagementSettings.read(source));
    source.check();
    assertEquals(23, source.declared().size());
  }
}
