package io.streamproc.audit.verify;

import static io.streamproc.audit.MemoryWorld.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.audit.MemoryWorld;
import io.streamproc.audit.verify.Finding.Kind;
import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A verification")
class VerifierTest {
  private final MemoryWorld world = new MemoryWorld();
  private final MovableClock clock = new MovableClock(T0);
  private long rowsAtOnce = 300_000;

  private Ledger verify() {
    Ledger ledger =
        new Verifier(world.settings, world.stores(), world.kafka, clock, rowsAtOnce).verify();
    PartitionLedger t = ledger.total();
    assertEquals(
        t.accepted(),
        t.high() + t.low() + t.dead() + t.inFlight() + t.expired() + t.missing(),
        () -> "every record is in one column: " + ledger.toJson().encodePrettily());
    return ledger;
  }

  private void assertBooks(String expected) {
    Ledger ledger = verify();
    assertEquals(expected, ledger.total().toString(), () -> "" + ledger.findings());
    assertTrue(ledger.balances());
    assertTrue(ledger.findings().isEmpty());
  }

  private void assertFindings(Finding... expected) {
    Ledger ledger = verify();
    assertFalse(ledger.balances());
    assertEquals(List.of(expected), ledger.findings());
  }

  /** Four events a partition, two a side. */
  private void storeSome() {
    for (int partition = 0; partition < 2; partition++) {
      world.store(partition, 1);
      world.store(partition, 9);
      world.store(partition, 5);
      world.store(partition, 8);
    }
    world.commitAll();
  }

  private static Finding finding(Kind kind, String store, int partition, long offset, String what) {
    return new Finding(kind, "the " + store + " store", partition, offset, what);
  }

  @Test
  @DisplayName("of an empty topic balances, with a line for each partition")
  void nothing() {
    assertBooks("0 accepted = 0 high + 0 low + 0 dead + 0 in flight; 0 missing, 0 twice, 0 wrong");
    assertEquals(List.of(0, 1), List.copyOf(verify().partitions().keySet()));
    assertEquals("t", verify().topic());
  }

  @Test
  @DisplayName("balances if every event is in its store once, partition by partition")
  void balances() {
    storeSome();
    assertBooks("8 accepted = 4 high + 4 low + 0 dead + 0 in flight; 0 missing, 0 twice, 0 wrong");
    assertEquals(
        Map.of(0, "4 2 2", 1, "4 2 2"),
        verify().partitions().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    e ->
                        e.getValue().accepted()
                            + " "
                            + e.getValue().high()
                            + " "
                            + e.getValue().low())));
  }

  @Test
  @DisplayName("counts records that no consumer has passed as in flight")
  void inFlight() {
    storeSome();
    world.accept(0, 9);
    world.accept(1, 1);
    assertBooks("10 accepted = 4 high + 4 low + 0 dead + 2 in flight; 0 missing, 0 twice, 0 wrong");
  }

  @Test
  @DisplayName("names an event of either side that its consumer has passed and that is not stored")
  void missing() {
    storeSome();
    world.high.remove(0, 1);
    world.low.remove(1, 2);
    assertFindings(
        finding(
            Kind.MISSING,
            "high",
            0,
            1,
            "amount 9.0 at 1700000000001 was accepted, and its consumer has passed it"),
        finding(
            Kind.MISSING,
            "low",
            1,
            2,
            "amount 5.0 at 1700000000002 was accepted, and its consumer has passed it"));
    assertEquals(2, verify().total().missing());
    assertEquals(3, verify().total().high());
  }

  @Test
  @DisplayName("holds an event due exactly up to its own side's position")
  void due() {
    storeSome();
    long first = world.accept(0, 9);
    world.accept(0, 9);
    world.commit(SeriesName.LOW, 0, 99);
    world.commit(SeriesName.HIGH, 0, first);
    assertEquals(2, verify().total().inFlight());
    world.commit(SeriesName.HIGH, 0, first + 1);
    assertEquals(1, verify().total().inFlight());
    assertEquals(1, verify().total().missing());
  }

  @Test
  @DisplayName("uses the store's position if it is ahead of the consumer's")
  void storesPosition() {
    storeSome();
    long offset = world.accept(0, 9);
    world.high.position(0, offset + 1);
    assertEquals(1, verify().total().missing());
    world.high.position(0, 1); // behind what is committed
    assertEquals(0, verify().total().missing());
    assertEquals(1, verify().total().inFlight());
    world.high.remove(0, 1);
    assertEquals(1, verify().total().missing());
  }

  @Test
  @DisplayName("names an event that is stored more than once, and counts it as stored")
  void twice() {
    storeSome();
    world.high.keep(0, 1, T0 + 1, 9);
    world.high.keep(0, 1, T0 + 1, 9);
    assertFindings(finding(Kind.TWICE, "high", 0, 1, "stored 3 times"));
    assertEquals(4, verify().total().high());
    assertEquals(1, verify().total().twice());
  }

  @Test
  @DisplayName("names a row with another amount or another time than accepted")
  void wrongValue() {
    storeSome();
    world.high.remove(0, 1);
    world.high.keep(0, 1, T0 + 1, 9.5);
    world.high.remove(1, 3);
    world.high.keep(1, 3, T0, 8);
    assertFindings(
        finding(
            Kind.WRONG_VALUE,
            "high",
            0,
            1,
            "accepted amount 9.0 at 1700000000001, stored amount 9.5 at 1700000000001"),
        finding(
            Kind.WRONG_VALUE,
            "high",
            1,
            3,
            "accepted amount 8.0 at 1700000000003, stored amount 8.0 at 1700000000000"));
    assertEquals(2, verify().total().wrong());
    assertEquals(4, verify().total().high());
  }

  @Test
  @DisplayName("names an event in the other side's store")
  void wrongStore() {
    storeSome();
    world.low.keep(0, 1, T0 + 1, 9);
    world.high.keep(1, 0, T0, 1);
    assertFindings(
        finding(Kind.WRONG_STORE, "high", 1, 0, "amount 1.0"),
        finding(Kind.WRONG_STORE, "low", 0, 1, "amount 9.0"));
    assertEquals(2, verify().total().wrong());
  }

  @Test
  @DisplayName("names a row without a record, by the known part of its offset")
  void unknown() {
    storeSome();
    world.low.keep(1, 1_000_002, T0 + 7, 5);
    assertFindings(
        finding(
            Kind.UNKNOWN,
            "low",
            1,
            2,
            "amount 5.0 at 1700000000007 is stored, but the topic has no record of this event"));
  }

  @Test
  @DisplayName("ignores events that Kafka no longer has")
  void dropped() {
    storeSome();
    world.kafka.dropBefore("t", 0, 2);
    assertBooks("6 accepted = 3 high + 3 low + 0 dead + 0 in flight; 0 missing, 0 twice, 0 wrong");
    world.low.remove(0, 2); // the oldest that is left
    assertEquals(2, verify().findings().get(0).offset());
    assertEquals(1, verify().findings().size());
  }

  @Test
  @DisplayName("ignores events that are accepted and stored while it runs")
  void meanwhile() {
    storeSome();
    world.kafka.afterRanges(() -> store(9, 1));
    assertBooks("8 accepted = 4 high + 4 low + 0 dead + 0 in flight; 0 missing, 0 twice, 0 wrong");
  }

  private void store(double... amounts) {
    for (double amount : amounts) {
      world.store(0, amount);
    }
  }

  @Test
  @DisplayName("counts an invalid record with a dead letter as dead, once")
  void deadLetters() {
    storeSome();
    world.kafka.append("t", 0, "no event");
    world.kafka.append("t", 1, null);
    world.commitAll();
    world.kafka.deadLetter("consumer-high", "t-0@4", "no event");
    world.kafka.deadLetter("consumer-low", "t-0@4", "no event");
    world.kafka.deadLetter("consumer-low", "t-1@4", null);
    assertBooks("10 accepted = 4 high + 4 low + 2 dead + 0 in flight; 0 missing, 0 twice, 0 wrong");
  }

  @Test
  @DisplayName(
      "reports a missing dead letter of an invalid record after one" + " consumer has passed it")
  void missingLetter() {
    storeSome();
    world.kafka.append("t", 1, "no event");
    assertEquals(1, verify().total().inFlight());
    world.commit(SeriesName.LOW, 1, 5);
    assertFindings(
        new Finding(
            Kind.MISSING,
            "dead-letter topic",
            1,
            4,
            "no event, passed by a consumer, and no dead letter"));
  }

  @Test
  @DisplayName("counts an event with a dead letter as dead, unless it is stored after all")
  void refusedEvents() {
    storeSome();
    world.accept(0, 7);
    world.commitAll();
    world.kafka.deadLetter("consumer-high", "t-0@4", "{}");
    world.kafka.deadLetter("consumer-high", "t-0@1", "{}"); // and stored
    assertBooks("9 accepted = 4 high + 4 low + 1 dead + 0 in flight; 0 missing, 0 twice, 0 wrong");
  }

  @Test
  @DisplayName("ignores dead letters of records that Kafka no longer has, and of other partitions")
  void olderLetters() {
    storeSome();
    world.kafka.deadLetter("consumer-high", "t-0@0", "{}");
    world.kafka.deadLetter("consumer-high", "t-0@9", "{}");
    world.kafka.deadLetter("consumer-high", "t-7@1", "{}");
    world.kafka.dropBefore("t", 0, 1);
    assertBooks("7 accepted = 4 high + 3 low + 0 dead + 0 in flight; 0 missing, 0 twice, 0 wrong");
  }

  @Test
  @DisplayName("calls an event expired that is older than its store's retention")
  void expired() {
    storeSome();
    world.high.remove(0, 1); // of T0 + 1
    world.high.retention(Duration.ofHours(1));
    clock.advance(Duration.ofHours(1).plusMillis(1)); // as old as the retention, and not older
    assertEquals(1, verify().total().missing());
    clock.advance(Duration.ofMillis(1));
    assertBooks("8 accepted = 3 high + 4 low + 0 dead + 0 in flight; 0 missing, 0 twice, 0 wrong");
    assertEquals(1, verify().total().expired());
  }

  @Test
  @DisplayName("checks different windows in rounds of few rows, with the same result")
  void rounds() {
    for (int i = 0; i < 3 * Windows.WIDTH; i++) {
      world.store(0, i % 2 == 0 ? 1 : 9);
    }
    world.commitAll();
    world.high.remove(0, 1);
    world.high.remove(0, Windows.WIDTH + 1);
    world.high.remove(0, 2 * Windows.WIDTH + 1);
    List<Finding> atOnce = verify().findings();
    assertEquals(3, atOnce.size());
    for (long rows : new long[] {1, Windows.WIDTH, Windows.WIDTH - 2}) {
      rowsAtOnce = rows;
      assertEquals(atOnce, verify().findings());
    }
  }
}
