package io.streamproc.core.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.streamproc.core.Names;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The time of the oldest event of a message")
class OldestEventTest {
  @Test
  @DisplayName("is unchanged after encoding and decoding")
  void header() {
    assertEquals(
        1_700_000_000_000L, OldestEvent.of(OldestEvent.options(1_700_000_000_000L).getHeaders()));
  }

  @Test
  @DisplayName("is absent if it is unknown, and unknown if it is absent or malformed")
  void unknown() {
    assertNull(OldestEvent.options(OldestEvent.UNKNOWN).getHeaders());
    assertEquals(OldestEvent.UNKNOWN, OldestEvent.of(MultiMap.caseInsensitiveMultiMap()));
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(Names.HEADER_OLDEST, "soon");
    assertEquals(OldestEvent.UNKNOWN, OldestEvent.of(headers));
  }
}
