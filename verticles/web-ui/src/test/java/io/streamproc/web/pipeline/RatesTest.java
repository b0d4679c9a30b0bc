package io.streamproc.web.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.RoleReport;
import io.streamproc.core.bus.RoleReport.State;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rates of an instance")
class RatesTest {
  private final Rates rates = new Rates();

  private void add(long uptime, Figures figures) {
    rates.add(new RoleReport("a", "tally", 1, uptime, State.READY, Map.of(), figures));
  }

  private void add(long uptime, long in) {
    add(uptime, Figures.NONE.total("in", in));
  }

  @Test
  @DisplayName("are unknown until there are two reports")
  void unknown() {
    assertEquals(Map.of(), rates.perSecond());
    add(0, 100);
    assertEquals(Map.of(), rates.perSecond());
    add(1_000, 110);
    assertEquals(Map.of("in", 10.0), rates.perSecond());
  }

  @Test
  @DisplayName("are the mean of the last five seconds, by the uptime and not by the arrival")
  void window() {
    for (int second = 0; second <= 10; second++) {
      add(second * 1_000L, second <= 5 ? 0 : (second - 5) * 100L);
    }
    assertEquals(Map.of("in", 500 / 5.0), rates.perSecond());
    add(10_500, 700);
    assertEquals(Map.of("in", (700 - 100) / 4.5), rates.perSecond());
  }

  @Test
  @DisplayName("after a gap in the reports are the mean over the gap")
  void gap() {
    add(0, 0);
    add(1_000, 10);
    add(61_000, 610);
    assertEquals(Map.of("in", 10.0), rates.perSecond());
  }

  @Test
  @DisplayName("begin anew when a total is reset, and are never negative")
  void reset() {
    add(0, 1_000);
    add(1_000, 1_100);
    add(2_000, 5);
    assertEquals(Map.of(), rates.perSecond());
    add(3_000, 25);
    assertEquals(Map.of("in", 20.0), rates.perSecond());
  }

  @Test
  @DisplayName("of a total that is new count it from 0, and one that is gone is a reset")
  void names() {
    add(0, Figures.NONE.total("in", 5));
    add(1_000, Figures.NONE.total("in", 5).total("out", 3));
    assertEquals(Map.of("in", 0.0, "out", 3.0), rates.perSecond());
    add(2_000, Figures.NONE.total("in", 6));
    assertEquals(Map.of(), rates.perSecond());
  }

  @Test
  @DisplayName("are unknown without metrics")
  void withoutMetrics() {
    add(0, 1);
    add(1_000, 2);
    add(2_000, null);
    assertEquals(Map.of(), rates.perSecond());
  }
}
