package io.streamproc.core.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
  @Test
  @DisplayName("a time in the form of HTTP is parsed")
  void time() {
    assertEquals(
        Optional.of(Instant.parse("1994-11-06T08:49:37Z")),
        HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT"));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"now", "1994-11-06T08:49:37Z", "Mon, 06 Nov 1994 08:49:37 GMT"})
  @DisplayName("any other text is none")
  void none(String text) {
    assertEquals(Optional.empty(), HttpDate.parse(text));
  }
}
