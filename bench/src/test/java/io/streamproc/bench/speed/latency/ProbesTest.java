package io.streamproc.bench.speed.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.series.SeriesName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProbesTest {
  private static final long TIME = 1_700_000_000_000L;
  private static final long MILLI = 1_000_000;

  private final Probes probes = new Probes();

  private double issue(SeriesName series, long time) {
    return probes.issue(series, time, 0);
  }

  @Test
  @DisplayName("the sum of a bucket says which probes it includes, whatever else it holds")
  void sum() {
    List<Double> amounts = new ArrayList<>();
    for (int i = 0; i < Probes.PER_SECOND; i++) {
      amounts.add(issue(SeriesName.HIGH, TIME + i));
    }
    double sum = 100_000 * Probes.whole(SeriesName.HIGH);
    sum += amounts.get(25);
    sum += amounts.get(3);
    assertEquals(List.of(3, 25), Probes.bits(sum));
  }

  @Test
  @DisplayName("amounts stay on their side of the threshold")
  void threshold() {
    for (int i = 0; i < Probes.PER_SECOND; i++) {
      assertEquals(6, issue(SeriesName.HIGH, TIME), 0.2);
      assertEquals(4, issue(SeriesName.LOW, TIME), 0.2);
    }
  }

  @Test
  @DisplayName("a second that has enough probes gets other events")
  void full() {
    for (int i = 0; i < Probes.PER_SECOND; i++) {
      issue(SeriesName.LOW, TIME);
    }
    assertEquals(4, issue(SeriesName.LOW, TIME + 999));
    assertEquals(Probes.PER_SECOND, probes.count());
    issue(SeriesName.LOW, TIME + 1_000);
    assertEquals(Probes.PER_SECOND + 1, probes.count());
  }

  @Test
  @DisplayName("a probe counts once, from its intended time, at its first arrival")
  void arrival() {
    double first = probes.issue(SeriesName.HIGH, TIME, 5 * MILLI);
    double second = probes.issue(SeriesName.HIGH, TIME, 5 * MILLI);
    probes.shown(SeriesName.HIGH, TIME, 6 + first, 12 * MILLI);
    probes.shown(SeriesName.HIGH, TIME, 6 + first, 30 * MILLI);
    assertEquals(1, probes.waitingForBrowser());
    assertEquals(7, probes.shownMicros().getMean() / 1e3, 0.1);
    probes.shown(SeriesName.HIGH, TIME, 6 + first + second, 30 * MILLI);
    assertEquals(0, probes.waitingForBrowser());
    assertEquals(2, probes.waitingForStore());
    probes.stored(SeriesName.HIGH, TIME + 1, second, 6 * MILLI);
    assertEquals(1, probes.waitingForStore());
    assertEquals(1, probes.storedMicros().getTotalCount());
  }

  @Test
  @DisplayName("buckets of other seconds and series are ignored")
  void others() {
    double amount = issue(SeriesName.HIGH, TIME);
    probes.shown(SeriesName.HIGH, TIME + 1_000, amount, MILLI);
    probes.shown(SeriesName.LOW, TIME, amount, MILLI);
    assertEquals(1, probes.waitingForBrowser());
  }
}
