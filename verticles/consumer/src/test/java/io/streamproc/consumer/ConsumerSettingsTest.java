package io.streamproc.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConsumerSettingsTest {
  private static ConsumerSettings read(Map<String, String> values) {
    Settings source = Settings.of(values);
    ConsumerSettings settings = ConsumerSettings.read(source);
    source.check();
    return settings;
  }

  @Test
  @DisplayName("defaults")
  void defaults() {
    var expected =
        new ConsumerSettings(new Threshold(5), "streamproc", 50_000, Duration.ofSeconds(6));
    assertEquals(expected, read(Map.of()));
    assertEquals("streamproc-high", expected.group(SeriesName.HIGH));
  }

  @Test
  @DisplayName("every key is mapped")
  void mapped() {
    assertEquals(
        new ConsumerSettings(new Threshold(-2.5), "g", 7, Duration.ofSeconds(45)),
        read(
            Map.of(
                "consumer.threshold", "-2.5",
                "consumer.group", "g",
                "consumer.batch", "7",
                "consumer.session-timeout", "45s")));
  }

  @Test
  @DisplayName("all problems are reported at once")
  void problems() {
    var e =
        assertThrows(
            SettingsException.class,
            () ->
                read(
                    Map.of(
                        "consumer.batch", "0", "consumer.threshold", "NaN", "consumer.bach", "1")));
    assertEquals(3, e.problems().size(), e.getMessage());
    assertTrue(e.getMessage().contains("did you mean consumer.batch"), e.getMessage());
  }
}
