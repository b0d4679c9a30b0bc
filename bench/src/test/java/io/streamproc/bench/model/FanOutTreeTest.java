package io.streamproc.bench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.bench.model.FanOutTree.Arrival;
import io.streamproc.bench.model.FanOutTree.Level;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FanOutTreeTest {
  @Test
  @DisplayName("a node sends to its children one after the other")
  void oneLevel() {
    Arrival arrival = new FanOutTree(1, List.of(new Level(100, 1_000, 5))).arrival();
    assertEquals(55, arrival.p50(), 1e-9);
    assertEquals(104, arrival.p99(), 1e-9);
    assertEquals(105, arrival.last(), 1e-9);
    assertEquals(100, arrival.busy(), 1e-9);
  }

  @Test
  @DisplayName("a node begins the next update when the last child has this one")
  void severalUpdates() {
    Arrival arrival = new FanOutTree(3, List.of(new Level(10, 1_000, 0))).arrival();
    assertEquals(30, arrival.last(), 1e-9);
    assertEquals(30, arrival.busy(), 1e-9);
  }

  @Test
  @DisplayName("nodes of a level work at the same time, each from when it has an update")
  void twoLevels() {
    Level first = new Level(4, 1_000, 2); // children have it after 3, 4, 5 and 6 ms
    Arrival arrival = new FanOutTree(1, List.of(first, new Level(10, 500, 1))).arrival();
    assertEquals(6 + 10 * 0.5 + 1, arrival.last(), 1e-9);
    assertEquals(5, arrival.busy(), 1e-9);
  }

  @Test
  @DisplayName("a node that is still busy with an update lets the next one wait")
  void queue() {
    Level fast = new Level(1, 1_000, 0); // its child has the updates after 1 and 2 ms
    Arrival arrival = new FanOutTree(2, List.of(fast, new Level(1, 10_000, 0))).arrival();
    assertEquals(21, arrival.last(), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"1000, 24.0, 50.6", "5000, 96.3, 170"})
  @DisplayName("it predicts what the run behind its costs measured for one web-ui within 25 %")
  void measured(int clients, double p50, double p99) {
    Costs costs = Costs.measured();
    Level webUi =
        new Level(clients, costs.of("web-ui.send.micros"), costs.of("browser.hop.millis"));
    Arrival arrival = new FanOutTree(1, List.of(webUi)).arrival();
    assertEquals(p50, arrival.p50(), p50 * 0.25);
    assertEquals(p99, arrival.p99(), p99 * 0.25);
  }

  @Test
  @DisplayName("relays shorten the way only when the aggregator is the slowest node")
  void relays() {
    Level many = new Level(10_000, 100, 1);
    Arrival flat = new FanOutTree(1, List.of(many, new Level(10, 34, 8))).arrival();
    List<Level> relayed = List.of(new Level(100, 100, 1), new Level(100, 100, 1));
    Arrival tree =
        new FanOutTree(1, List.of(relayed.get(0), relayed.get(1), new Level(10, 34, 8))).arrival();
    assertTrue(tree.last() < flat.last() / 10, tree + " " + flat);
  }

  @Test
  @DisplayName("a tree without a level is refused")
  void noLevel() {
    List<Level> none = List.of();
    assertThrows(IllegalArgumentException.class, () -> new FanOutTree(1, none));
  }
}
