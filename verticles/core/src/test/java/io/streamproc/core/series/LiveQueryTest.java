package io.streamproc.core.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A request for live updates")
class LiveQueryTest {
  @Test
  @DisplayName("is for seconds and from now on by default")
  void defaults() {
    LiveQuery none = new LiveQuery(Step.SECOND, OptionalLong.empty());
    assertEquals(none, LiveQuery.parse(List.of(), null));
    assertEquals(none, LiveQuery.parse(List.of(), ""));
  }

  @Test
  @DisplayName("names a live step and the last update of the client")
  void given() {
    assertEquals(
        new LiveQuery(Step.FIVE_MINUTES, OptionalLong.of(1_700_000_000_000L)),
        LiveQuery.parse(List.of(Map.entry("step", "5m")), LiveQuery.id(1_700_000_000_000L)));
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({"step, 1h", "step, auto", "step, ''", "from, 0", "lastEventId, 5"})
  @DisplayName("with a wrong or unknown parameter is refused by its name")
  void wrong(String name, String value) {
    InvalidQueryException e =
        assertThrows(
            InvalidQueryException.class,
            () -> LiveQuery.parse(List.of(Map.entry(name, value)), null));
    assertEquals(name, e.parameter());
  }

  @Test
  @DisplayName("with a repeated parameter is refused")
  void repeated() {
    var twice = List.of(Map.entry("step", "1s"), Map.entry("step", "1s"));
    assertThrows(InvalidQueryException.class, () -> LiveQuery.parse(twice, null));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"abc", "-1", "1.5", "1234567890123456", " 5", "\u0665"})
  @DisplayName("with an id that no event has is refused")
  void id(String id) {
    InvalidQueryException e =
        assertThrows(InvalidQueryException.class, () -> LiveQuery.parse(List.of(), id));
    assertEquals("Last-Event-ID", e.parameter());
  }
}
