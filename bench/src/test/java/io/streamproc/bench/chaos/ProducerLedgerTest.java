package io.streamproc.bench.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The ledger of event-producer")
class ProducerLedgerTest {
  private static final String ONE = "producer-11111111-1111-1111-1111-111111111111-";
  private static final String TWO = "producer-22222222-2222-2222-2222-222222222222-";
  private static final long T0 = 1_800_000_000_000L;

  private final List<String> log = new ArrayList<>();
  private final TreeMap<Long, Integer> kafka = new TreeMap<>();

  private static String counts(int generated, int stored, int refused, int dropped, int unsent) {
    return String.format(
        Locale.ROOT,
        "generated %d, stored %d, refused %d, dropped %d, unsent %d",
        generated,
        stored,
        refused,
        dropped,
        unsent);
  }

  private static Instant at(int event) {
    return Instant.ofEpochMilli(T0 + event * 20L);
  }

  private void sending(String key, int attempt, int from, int to, String counts) {
    log.add(
        String.format(
            Locale.ROOT,
            "11:28:35.001 DEBUG BatchLog                 batch %s attempt %d: %d events from %s to"
                + " %s; %s",
            key,
            attempt,
            to - from,
            at(from),
            at(to - 1),
            counts));
  }

  private void store(int from, int to) {
    for (int i = from; i < to; i++) {
      kafka.merge(at(i).toEpochMilli(), 1, Integer::sum);
    }
  }

  /** One run that is killed with a batch in flight, and one that drops events and stops. */
  private void twoRuns() {
    log.add("11:28:34.000 INFO  EventProducerVerticle    sending to http://127.0.0.1:9998/events");
    sending(ONE + 0, 1, 0, 10, counts(10, 0, 0, 0, 10));
    log.add("11:28:35.002 DEBUG BatchLog batch " + ONE + "0 stored; " + counts(12, 10, 0, 0, 2));
    sending(ONE + 1, 1, 10, 20, counts(25, 10, 0, 0, 15));
    sending(ONE + 1, 2, 10, 20, counts(30, 10, 0, 0, 20));
    store(0, 10);
    sending(TWO + 0, 1, 100, 105, counts(5, 0, 0, 0, 5));
    log.add("11:28:36 WARN  DropLog dropped 3 events between 2026 and 2027 because the buffer");
    log.add("11:28:37 DEBUG BatchLog batch " + TWO + "0 stored; " + counts(8, 5, 0, 3, 0));
    sending(TWO + 1, 1, 108, 110, counts(10, 5, 0, 3, 2));
    log.add("11:28:37 DEBUG BatchLog batch " + TWO + "1 refused; " + counts(10, 5, 2, 3, 0));
    log.add("11:28:38 INFO  EventProducerVerticle stopped: " + counts(10, 5, 2, 3, 0));
    store(100, 105);
  }

  private ProducerLedger ledger() {
    return ProducerLedger.of(log, kafka);
  }

  private void assertProblem(String text) {
    ProducerLedger ledger = ledger();
    assertFalse(ledger.balances());
    assertTrue(ledger.problems().toString().contains(text), ledger.problems().toString());
  }

  @Test
  @DisplayName("adds up the runs, and counts what was in the memory of a killed one as gone")
  void balances() {
    twoRuns();
    assertEquals(new ProducerLedger(2, 1, 40, 15, 2, 3, 0, 20, 1, List.of()), ledger());
    store(10, 20); // the batch in doubt was stored
    assertEquals(new ProducerLedger(2, 1, 40, 25, 2, 3, 0, 10, 1, List.of()), ledger());
  }

  @Test
  @DisplayName("balances when a run stops while a batch is stored but not acknowledged")
  void stopsInDoubt() {
    sending(ONE + 0, 1, 0, 10, counts(12, 0, 0, 0, 12));
    log.add("11:28:38 INFO  EventProducerVerticle stopped: " + counts(12, 0, 0, 0, 12));
    assertEquals(List.of(), ledger().problems());
    store(0, 10);
    assertEquals(List.of(), ledger().problems());
    store(10, 11);
    assertProblem("1 events in Kafka belong to no batch of the log");
  }

  /** Hours apart, in events. */
  private static final int HOUR = 3_600 * 50;

  private void batch(int number, int... events) {
    String sent = counts(number * 10, number * 10 - 10, 0, 0, 10);
    sending(ONE + number, 1, events[0], events[events.length - 1] + 1, sent);
    String line = log.remove(log.size() - 1).replaceFirst(" -?\\d+ events", " 10 events");
    log.add(line);
    String stored = counts(number * 10, number * 10, 0, 0, 0);
    log.add("11:28:35 DEBUG BatchLog batch " + ONE + number + " stored; " + stored);
    for (int i : events) {
      store(i, i + 1);
    }
  }

  /** The clock is an hour ahead for a while, and jumps within batches. */
  private void jumps() {
    batch(1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    batch(2, 10, 11, 12, 13, 14, HOUR, HOUR + 1, HOUR + 2, HOUR + 3, HOUR + 4);
    batch(3, HOUR + 5, HOUR + 6, HOUR + 7, HOUR + 8, HOUR + 9, 30, 31, 32, 33, 34);
    batch(4, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44);
  }

  @Test
  @DisplayName("balances when the clock jumps while a batch is filled")
  void clockJumps() {
    jumps();
    assertEquals(List.of(), ledger().problems());
    assertEquals(40, ledger().stored());
  }

  @Test
  @DisplayName("finds a lost event of a batch in which the clock jumps")
  void clockJumpsAndLoses() {
    jumps();
    kafka.remove(at(HOUR + 7).toEpochMilli());
    assertProblem("events of a stored batch are lost");
  }

  @Test
  @DisplayName("finds a lost event of a stored batch")
  void lost() {
    twoRuns();
    kafka.remove(at(3).toEpochMilli());
    assertProblem("1 events of a stored batch are lost");
  }

  @Test
  @DisplayName("finds a duplicated event")
  void twice() {
    twoRuns();
    store(3, 4);
    assertProblem("1 events are in Kafka more than once");
  }

  @Test
  @DisplayName("finds a batch that is stored in part, refused and stored, or not in the log")
  void odd() {
    twoRuns();
    store(10, 15);
    assertProblem("5 of 10 events of a batch in doubt are stored");
    store(15, 20);
    assertTrue(ledger().balances());
    store(108, 110);
    assertProblem("2 events of a refused batch are stored");
    store(500, 501);
    assertProblem("1 events in Kafka belong to no batch");
  }

  @Test
  @DisplayName("finds a drop that was not logged by a run that stopped in order")
  void unsaidDrop() {
    twoRuns();
    log.removeIf(line -> line.contains("dropped 3 events between"));
    assertProblem("reported 0 events unsent, but 3 are");
  }
}
