package io.streamproc.bench.speed.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  @DisplayName("clients are spread over the web-uis, and none is lost by rounding")
  void spread() {
    Layout odd = Layout.of(2, 1_001);
    assertEquals(501, odd.live(0));
    assertEquals(500, odd.live(1));
  }

  @Test
  @DisplayName("one client in a hundred is stalled, and counts as one that gets nothing")
  void stalled() {
    Layout layout = Layout.withStalled(5_000);
    assertEquals(50, layout.stalled());
    assertEquals(4_950, layout.live());
    assertEquals(4_950, layout.live(0));
  }
}
