package io.streamproc.audit.verify;

import static io.streamproc.audit.AuditWorld.T0;
import static io.streamproc.audit.AuditWorld.amount;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.audit.AuditWorld;
import io.streamproc.core.series.SeriesName;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.testkit.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class VerifierIT {
  private static final int COUNT = 2_000;

  @TempDir private static Path dir;
  private static EmbeddedServers servers;
  private AuditWorld world;

  @BeforeAll
  static void startServers() {
    servers = EmbeddedServers.start(dir, EmbeddedPorts.of(FreePorts.several(5)));
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @BeforeEach
  void begin() throws Exception {
    world = new AuditWorld(servers);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void acceptBoth() throws Exception {
    world.accept(0, COUNT);
    world.accept(1, COUNT);
  }

  /** Every accepted record is in exactly one column, with any kind of difference. */
  private Ledger verified() {
    Ledger ledger = world.verify();
    PartitionLedger t = ledger.total();
    assertEquals(
        t.accepted(),
        t.high() + t.low() + t.dead() + t.inFlight() + t.expired() + t.missing(),
        ledger.toJson().encodePrettily());
    assertEquals(
        Math.min(Ledger.MAX_FINDINGS, t.missing() + t.twice() + t.wrong()),
        ledger.findings().size(),
        ledger.toJson().encodePrettily());
    return ledger;
  }

  private Finding theOnly(Finding.Kind kind) {
    Ledger ledger = verified();
    assertFalse(ledger.balances());
    assertEquals(1, ledger.findings().size(), ledger.findings().toString());
    assertEquals(kind, ledger.findings().get(0).kind());
    return ledger.findings().get(0);
  }

  @Test
  @DisplayName("a correct system balances, partition by partition")
  void balances() throws Exception {
    acceptBoth();
    world.consumeAll();
    Ledger ledger = verified();
    assertTrue(ledger.balances());
    for (PartitionLedger partition : ledger.partitions().values()) {
      assertEquals(COUNT, partition.accepted());
      assertEquals(COUNT * 9 / 20, partition.high());
      assertEquals(COUNT * 11 / 20, partition.low());
    }
  }

  @Test
  @DisplayName("an empty topic balances, and so does one that no consumer has read yet")
  void nothingDone() throws Exception {
    assertTrue(verified().balances());
    acceptBoth();
    Ledger ledger = verified();
    assertTrue(ledger.balances());
    assertEquals(2 * COUNT, ledger.total().inFlight());
  }

  @Test
  @DisplayName("a row that is missing in TimescaleDB is named")
  void missingRow() throws Exception {
    acceptBoth();
    world.consumeAll();
    world.sql("DELETE FROM events WHERE partition = 1 AND \"offset\" = 1999");
    Finding finding = theOnly(Finding.Kind.MISSING);
    assertEquals(1, finding.partition());
    assertEquals(1999, finding.offset());
    assertTrue(finding.store().startsWith("TimescaleDB at "), finding.store());
  }

  @Test
  @DisplayName("a point that was never written to the low store is named")
  void missingPoint() throws Exception {
    acceptBoth();
    world.consume(SeriesName.HIGH, r -> false);
    world.consume(SeriesName.LOW, r -> r.partition() == 0 && r.offset() == 40);
    Finding finding = theOnly(Finding.Kind.MISSING);
    assertEquals(0, finding.partition());
    assertEquals(40, finding.offset());
    assertTrue(finding.store().startsWith("QuestDB at "), finding.store());
  }

  @Test
  @DisplayName("an event that is committed before it is stored counts as missing, not as in flight")
  void committedFirst() throws Exception {
    acceptBoth();
    world.consume(SeriesName.LOW, r -> false);
    world.commit(SeriesName.HIGH, 0, COUNT);
    world.commit(SeriesName.HIGH, 1, COUNT / 2);
    PartitionLedger total = verified().total();
    assertEquals(COUNT * 9 / 20 * 3 / 2, total.missing());
    assertEquals(COUNT * 9 / 20 / 2, total.inFlight());
  }

  @Test
  @DisplayName("a duplicate row is reported")
  void doubledRow() throws Exception {
    acceptBoth();
    world.consumeAll();
    world.sql("INSERT INTO events SELECT * FROM events WHERE partition = 0 AND \"offset\" = 19");
    Finding finding = theOnly(Finding.Kind.TWICE);
    assertEquals(19, finding.offset());
    assertTrue(finding.detail().contains("2 times"), finding.detail());
  }

  @Test
  @DisplayName("a row with another amount or time than accepted is named")
  void wrongValue() throws Exception {
    acceptBoth();
    world.consumeAll();
    world.sql("UPDATE events SET amount = 6.25 WHERE partition = 0 AND \"offset\" = 15");
    Finding finding = theOnly(Finding.Kind.WRONG_VALUE);
    assertEquals(15, finding.offset());
    assertTrue(
        finding.detail().contains("7.5") && finding.detail().contains("6.25"), finding.detail());
    world.sql("UPDATE events SET amount = 7.5 WHERE partition = 0 AND \"offset\" = 15");
    assertTrue(verified().balances());
    world.sql(
        "UPDATE events SET time = time + interval '1 ms' WHERE partition = 1 AND \"offset\" = 15");
    assertEquals(1, theOnly(Finding.Kind.WRONG_VALUE).partition());
  }

  @Test
  @DisplayName("a point with another amount is named, and so is a point without an event")
  void wrongPoints() throws Exception {
    acceptBoth();
    world.consumeAll();
    long time = T0 + 60 / 3;
    world.point(1, time * 1_000_000 + 60, amount(60) + 1); // overwrites offset 60
    assertEquals(60, theOnly(Finding.Kind.WRONG_VALUE).offset());
    world.point(1, time * 1_000_000 + 60, amount(60));
    assertTrue(verified().balances());
    world.point(1, (time + 1) * 1_000_000 + 60, amount(60)); // as if it had another identity
    Finding finding = theOnly(Finding.Kind.UNKNOWN);
    assertEquals(1, finding.partition());
    assertEquals(60, finding.offset());
  }

  @Test
  @DisplayName("an event in the store of the other series is named there, and missing in its own")
  void swappedStore() throws Exception {
    acceptBoth();
    world.consume(SeriesName.HIGH, r -> false);
    world.consume(SeriesName.LOW, r -> r.partition() == 0 && r.offset() == 100);
    world.sql(
        String.format(
            Locale.ROOT,
            "INSERT INTO events (time, amount, \"offset\", partition, topic)"
                + " SELECT to_timestamp(%d / 1000.0), %s, 100, 0, max(topic) FROM events",
            T0 + 100 / 3,
            amount(100)));
    Ledger ledger = verified();
    assertEquals(
        List.of(Finding.Kind.MISSING, Finding.Kind.WRONG_STORE),
        ledger.findings().stream().map(Finding::kind).sorted().toList());
    assertTrue(ledger.findings().stream().allMatch(f -> f.offset() == 100));
  }

  @Test
  @DisplayName("a high event in the low store is named as well")
  void swappedTheOtherWay() throws Exception {
    acceptBoth();
    world.consumeAll();
    world.point(0, (T0 + 119 / 3) * 1_000_000 + 119, amount(119));
    assertEquals(119, theOnly(Finding.Kind.WRONG_STORE).offset());
  }

  @Test
  @DisplayName(
      "a dead letter counts once, though both consumers wrote it; one that fails is missed")
  void deadLetters() throws Exception {
    acceptBoth();
    long poison = world.sent(0, "{\"amount\":\"5\"}");
    long empty = world.sent(0, null);
    world.consumeAll();
    for (String role : List.of("consumer-high", "consumer-low", "consumer-low")) {
      world.letter(role, 0, poison, "amount is no number", "{\"amount\":\"5\"}");
    }
    Finding finding = theOnly(Finding.Kind.MISSING);
    assertEquals(empty, finding.offset());
    world.letter("consumer-low", 0, empty, "no value", null);
    Ledger ledger = verified();
    assertTrue(ledger.balances());
    assertEquals(2, ledger.total().dead());
  }

  @Test
  @DisplayName("an event that its store refused is a dead letter, unless it was stored after all")
  void refusedEvents() throws Exception {
    acceptBoth();
    world.consume(SeriesName.HIGH, r -> r.partition() == 0 && r.offset() == 39);
    world.consume(SeriesName.LOW, r -> false);
    world.letter("consumer-high", 0, 39, "refused by the store", "{}");
    world.letter("consumer-high", 0, 59, "refused by the store", "{}"); // stored all the same
    Ledger ledger = verified();
    assertTrue(ledger.balances(), ledger.findings().toString());
    assertEquals(1, ledger.total().dead());
  }

  @Test
  @DisplayName("aborted and committed transactions leave gaps of offsets, and no difference")
  void transactions() throws Exception {
    world.accept(0, 100);
    Map<String, Object> own = new HashMap<>(Map.of("transactional.id", world.topic));
    own.put("acks", "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            world.settings.kafka().properties(own),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      for (int i = 0; i < 4; i++) {
        producer.beginTransaction();
        byte[] value = "{\"amount\":8}".getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(world.topic, 0, null, value)).get();
        if (i % 2 == 0) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
    world.consumeAll();
    Ledger ledger = verified();
    assertTrue(ledger.balances(), ledger.findings().toString());
    assertEquals(102, ledger.total().accepted());
  }

  @Test
  @DisplayName(
      "events that Kafka's retention has deleted cause no finding, and the rest is still checked")
  void kafkaRetention() throws Exception {
    acceptBoth();
    world.consumeAll();
    world
        .admin()
        .deleteRecords(
            Map.of(new TopicPartition(world.topic, 0), RecordsToDelete.beforeOffset(1_000)))
        .all()
        .get();
    Ledger ledger = verified();
    assertTrue(ledger.balances(), ledger.findings().toString());
    assertEquals(2 * COUNT - 1_000, ledger.total().accepted());
    world.sql("DELETE FROM events WHERE partition = 0 AND \"offset\" IN (999, 1999)");
    assertEquals(1999, theOnly(Finding.Kind.MISSING).offset());
  }

  @Test
  @DisplayName("events older than their store's retention are expired, not missing")
  void storeRetention() throws Exception {
    try (AuditWorld kept = new AuditWorld(servers, Map.of("timescale.retention", "30d"))) {
      kept.accept(0, 100); // of the year 2023
      kept.consumeAll();
      kept.sql("DELETE FROM events");
      Ledger ledger = kept.verify();
      assertTrue(ledger.balances(), ledger.findings().toString());
      assertEquals(45, ledger.total().expired());
      assertEquals(55, ledger.total().low());
    }
  }

  @Test
  @DisplayName("a running system balances at any time")
  void whileItRuns() throws Exception {
    AtomicBoolean running = new AtomicBoolean(true);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (AuditWorld second = new AuditWorld(servers, world.values)) {
      CompletableFuture<Void> work =
          CompletableFuture.runAsync(
              () -> {
                while (running.get()) {
                  try {
                    second.accept(0, 200);
                    second.accept(1, 100);
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                  second.consumeAll();
                }
              },
              thread);
      long accepted = 0;
      for (int i = 0; i < 30; i++) {
        Ledger ledger = verified();
        assertTrue(ledger.balances(), ledger.findings().toString());
        accepted = ledger.total().accepted();
      }
      running.set(false);
      work.join();
      assertTrue(accepted > 0);
      Ledger last = verified();
      assertTrue(last.balances());
      assertEquals(0, last.total().inFlight());
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  @DisplayName("rows of an earlier topic with the same name do not count")
  void topicMadeAnew() throws Exception {
    acceptBoth();
    world.consumeAll();
    world.admin().deleteTopics(List.of(world.topic)).all().get();
    try (AuditWorld again = new AuditWorld(servers, world.values)) {
      again.accept(0, 20);
      again.consumeAll();
      Ledger ledger = again.verify();
      assertTrue(ledger.balances(), ledger.findings().toString());
      assertEquals(20, ledger.total().accepted());
    }
  }
}
