package io.streamproc.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A length of time")
class DurationsTest {
  @ParameterizedTest
  @DisplayName("is read, and written in its shortest form")
  @CsvSource({
    "0, 0, 0",
    "0s, 0, 0",
    "1ms, 1, 1ms",
    "250ms, 250, 250ms",
    "1000ms, 1000, 1s",
    "90s, 90000, 90s",
    "60s, 60000, 1m",
    "5 m, 300000, 5m",
    "' 1h ', 3600000, 1h",
    "24h, 86400000, 1d",
    "30d, 2592000000, 30d",
    "106751991167d, 9223372036828800000, 106751991167d",
  })
  void reads(String text, long millis, String shortest) {
    assertEquals(Duration.ofMillis(millis), Durations.parse(text));
    assertEquals(shortest, Durations.format(Duration.ofMillis(millis)));
    assertEquals(Duration.ofMillis(millis), Durations.parse(shortest));
  }

  @ParameterizedTest
  @DisplayName("is refused in any other form, and if it is too long for a number")
  @ValueSource(
      strings = {
        "",
        "5",
        "s",
        "-1s",
        "1.5s",
        "1S",
        "1 s 2 ms",
        "1y",
        "1e3ms",
        "PT1S",
        "106751991168d",
        "999999999999d",
        "1000000000000ms1",
        "9999999999999s"
      })
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
  }
}
