package io.streamproc.bench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CostModelTest {
  private static final Policy POLICY = new Policy(0.5, 8, 1_000, 3, 1, false);

  private static final Costs COSTS =
      Costs.measured()
          .with(
              Map.ofEntries(
                  Map.entry("event-api.request.micros", 20.0),
                  Map.entry("event-api.event.micros", 1.0),
                  Map.entry("broker.request.micros", 4.0),
                  Map.entry("broker.event.micros", 1.0),
                  Map.entry("broker.read.micros", 0.5),
                  Map.entry("kafka.bytes", 50.0),
                  Map.entry("consumer.micros", 4.0),
                  Map.entry("consumer.skip.micros", 1.0),
                  Map.entry("store.high.micros", 10.0),
                  Map.entry("store.high.bytes", 100.0),
                  Map.entry("store.read.micros", 0.0),
                  Map.entry("updates.per.tick", 10.0),
                  Map.entry("web-ui.update.micros", 50.0),
                  Map.entry("web-ui.client.kib", 1_024.0)));

  private static Need need(Demand demand, String part) {
    return new CostModel(COSTS, demand, POLICY)
        .needs().stream().filter(need -> need.part().equals(part)).findFirst().orElseThrow();
  }

  @Test
  @DisplayName("an event costs event-api less if it shares a request")
  void requests() {
    Need single = need(new Demand(100_000, 1, 0.5, 0, 1), "event-api");
    assertEquals(2.1, single.cores(), 1e-9);
    assertEquals(5, single.instances()); // each may be half busy
    Need batch = need(new Demand(100_000, 1_000, 0.5, 0, 1), "event-api");
    assertEquals(0.102, batch.cores(), 1e-9);
    assertEquals(2, batch.instances());
  }

  @Test
  @DisplayName("brokers write each copy and send each record to both consumers")
  void brokers() {
    Need brokers = need(new Demand(1_000_000, 1_000, 0.5, 0, 1), "Kafka broker");
    assertEquals(0.004 + 3 + 1, brokers.cores(), 1e-9);
    assertEquals(150, brokers.receives(), 1e-9);
    assertEquals(200, brokers.sends(), 1e-9);
    assertEquals(3, brokers.instances());
    assertEquals("one per replica", brokers.limit());
    assertEquals(150 * 86.4, brokers.disk(), 1e-6); // MB/s, and GB of a day
  }

  @Test
  @DisplayName("with many events the network sets the number of brokers")
  void network() {
    Need brokers = need(new Demand(20_000_000, 1_000, 0.5, 0, 1), "Kafka broker");
    assertEquals(21, brokers.instances()); // by cores; the network needs 8
    assertEquals("cores", brokers.limit());
    Policy slow = new Policy(0.5, 64, 1_000, 3, 1, false);
    Need others =
        new CostModel(COSTS, new Demand(20_000_000, 1_000, 0.5, 0, 1), slow).needs().get(1);
    assertEquals(8, others.instances());
    assertEquals("network", others.limit());
  }

  @Test
  @DisplayName("a consumer reads all records and stores its own")
  void consumer() {
    Need consumer = need(new Demand(1_000_000, 1_000, 0.25, 0, 1), "consumer-high");
    assertEquals(0.25 * 4 + 0.75, consumer.cores(), 1e-9);
    assertEquals(4, consumer.instances());
    CostModel model = new CostModel(COSTS, new Demand(1_000_000, 1_000, 0.25, 0, 1), POLICY);
    assertTrue(model.partitions() >= 2 * consumer.instances());
  }

  @Test
  @DisplayName("a store is sharded when one node has too few cores")
  void shards() {
    Need store = need(new Demand(1_000_000, 1_000, 1, 0, 1), "TimescaleDB");
    assertEquals(10, store.cores(), 1e-9);
    assertEquals(3, store.instances());
    assertEquals(8_640, store.disk(), 1e-6);
  }

  @Test
  @DisplayName("stores read the window of each page, unless an aggregator has it")
  void snapshots() {
    Costs reads = COSTS.with(Map.of("store.read.micros", 0.1));
    Demand demand = new Demand(20_000, 1_000, 0.5, 300, 1);
    CostModel each = new CostModel(reads, demand, POLICY);
    assertEquals(10, each.snapshots(), 1e-9); // every 30 s
    assertEquals(0.1 + 0.001 * (10 * 300 + 2), each.needs().get(3).cores(), 1e-9);
    CostModel memory = new CostModel(reads, demand, new Policy(0.5, 8, 1_000, 3, 1, true));
    assertEquals(0.1 + 0.001 * 2, memory.needs().get(3).cores(), 1e-9);
  }

  @Test
  @DisplayName("web-uis cost by browser and update, whatever the rate of events")
  void browsers() {
    Need one = need(new Demand(1, 1, 0.5, 10_000, 1), "web-ui");
    assertEquals(5, one.cores(), 1e-9);
    assertEquals(10, one.instances());
    assertEquals(0.75 + 1_000 / 1_024.0, one.gibEach(), 1e-9);
    assertEquals(one, need(new Demand(1_000_000, 1, 0.5, 10_000, 1), "web-ui"));
    assertEquals(10, need(new Demand(1, 1, 0.5, 10_000, 0.5), "web-ui").cores(), 1e-9);
  }

  @Test
  @DisplayName("a cost that does not exist can't be replaced")
  void unknown() {
    Map<String, Double> typo = Map.of("consumer.micro", 1.0);
    Costs costs = Costs.measured();
    assertThrows(IllegalArgumentException.class, () -> costs.with(typo));
  }
}
