package io.streamproc.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWarningTest {
  private static EventBatch of(long... times) {
    EventBatch batch = new EventBatch(1);
    for (long time : times) {
      batch.add(1, time);
    }
    return batch;
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        86_400_000,
        10_000_000_000L,
        1_000_000_000_000L,
        1_700_000_000_000L,
        Event.MAX_TIME
      })
  @DisplayName("milliseconds, and small numbers that are ambiguous, get no warning")
  void unsuspicious(long time) {
    assertNull(TimeWarning.of(of(time)));
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000_000, 946_684_800, 1_700_000_000, 2_147_483_648L, 9_999_999_999L})
  @DisplayName("present-day times in seconds get a warning that names the unit")
  void seconds(long time) {
    TimeWarning warning = TimeWarning.of(of(time));
    assertEquals(new TimeWarning(0, 1, time), warning);
    assertTrue(warning.message().contains("in seconds"), warning.message());
  }

  @Test
  @DisplayName("one warning a request: the first, and how many")
  void bounded() {
    assertEquals(
        new TimeWarning(1, 2, 1_700_000_000),
        TimeWarning.of(of(1_700_000_000_000L, 1_700_000_000, 5, 1_700_000_001)));
    assertEquals(
        new TimeWarning(0, 2, 1_700_000_000), TimeWarning.of(of(1_700_000_000, 1_700_000_001)));
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000000000, microseconds",
    "1700000000000000000, nanoseconds",
    "10000000000000, microseconds",
    "9223372036854775807, nanoseconds"
  })
  @DisplayName("what is out of range for its unit is refused with the name of the unit")
  void refused(long time, String unit) {
    byte[] body = ("{\"amount\":1,\"time\":" + time + "}").getBytes(StandardCharsets.UTF_8);
    InvalidEventException e =
        assertThrows(
            InvalidEventException.class,
            () -> new EventDecoder().decode(body, EventFormat.JSON, 0));
    assertTrue(e.reason().endsWith("; it seems to be in " + unit), e.reason());
  }
}
