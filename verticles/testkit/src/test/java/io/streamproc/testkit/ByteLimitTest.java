package io.streamproc.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ByteLimitTest {
  private final ByteLimit limit = new ByteLimit();

  @Test
  @DisplayName("without a limit everything passes")
  void none() {
    assertEquals(Integer.MAX_VALUE, limit.take(Integer.MAX_VALUE));
  }

  @Test
  @DisplayName("a limit cuts one request short at exactly that byte, and is then used up")
  void limited() {
    limit.set(10);
    assertEquals(6, limit.take(6));
    assertEquals(4, limit.take(4));
    assertEquals(0, limit.take(1));
    assertEquals(1, limit.take(1));
    limit.set(3);
    assertEquals(3, limit.take(5));
    assertEquals(5, limit.take(5));
  }
}
