package io.streamproc.bench.speed.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProbeRequestsTest {
  private static final double RATE = 1_000;

  @Test
  @DisplayName("high and low events take turns, among the probes as well")
  void turns() {
    Probes probes = new Probes();
    ProbeRequests requests = new ProbeRequests(probes, RATE);
    long begin = System.nanoTime();
    List<String> second =
        IntStream.range(0, (int) RATE)
            .mapToObj(i -> requests.next(begin + (long) (i / RATE * 1e9)).toString())
            .toList();
    assertEquals(RATE / 2, second.stream().filter(one -> one.contains("{\"amount\":6.")).count());
    List<String> timed = second.stream().filter(one -> one.contains("\"time\":")).toList();
    assertEquals(timed.size(), probes.count());
    assertTrue(timed.size() > 40 && timed.size() <= 2 * Probes.PER_SECOND, timed.size() + "");
    long high = timed.stream().filter(one -> one.contains("{\"amount\":6.")).count();
    assertEquals(timed.size() / 2.0, high, 0.5);
  }
}
