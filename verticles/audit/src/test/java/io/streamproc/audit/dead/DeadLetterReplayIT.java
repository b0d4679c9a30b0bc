package io.streamproc.audit.dead;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.audit.AuditException;
import io.streamproc.audit.AuditWorld;
import io.streamproc.audit.dead.DeadLetterReplay.Outcome;
import io.streamproc.audit.dead.DeadLetterReplay.Result;
import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.audit.verify.Ledger;
import io.streamproc.core.series.SeriesName;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.testkit.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
class DeadLetterReplayIT {
  private static final String POISON = "{\"amount\":\"9\"}";
  private static final byte[] MENDED = "{\"amount\":9}".getBytes(UTF_8);

  @TempDir private static Path dir;
  private static EmbeddedServers servers;
  private AuditWorld world;
  private RecordIdentity letter;

  @BeforeAll
  static void startServers() {
    servers = EmbeddedServers.start(dir, EmbeddedPorts.of(FreePorts.several(5)));
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  /** Twenty good events, and one that both consumers put aside. */
  @BeforeEach
  void begin() throws Exception {
    world = new AuditWorld(servers);
    world.accept(0, 20);
    long offset = world.sent(0, POISON);
    letter = new RecordIdentity(world.topic, 0, offset);
    world.consumeAll();
    world.letter("consumer-high", 0, offset, "amount is no number", POISON);
    world.letter("consumer-low", 0, offset, "amount is no number", POISON);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private List<Result> replay(byte[] payload, boolean dryRun) {
    return replay(world.reader, payload, dryRun);
  }

  private List<Result> replay(TopicReader reader, byte[] payload, boolean dryRun) {
    return new DeadLetterReplay(world.settings, world.stores, reader)
        .run(all -> true, payload, dryRun);
  }

  private Outcome outcome(byte[] payload, boolean dryRun) {
    List<Result> results = replay(payload, dryRun);
    assertEquals(1, results.size(), "both consumers' letters are one");
    return results.get(0).outcome();
  }

  private DeadLetter theLetter() {
    return DeadLetters.read(
            world.reader,
            world.settings.kafka().deadTopic(),
            world.topic,
            world.reader.topicId(world.topic))
        .find(letter)
        .orElseThrow();
  }

  private Ledger consumed() {
    world.consumeAll();
    Ledger ledger = world.verify();
    assertTrue(ledger.balances(), ledger.findings().toString());
    return ledger;
  }

  @Test
  @DisplayName("a letter tells source, reason, both roles and its value")
  void tells() {
    DeadLetter told = theLetter();
    assertEquals("amount is no number", told.reason());
    assertEquals("[consumer-high, consumer-low]", told.roles().toString());
    assertEquals(POISON, new String(told.value(), UTF_8));
    assertEquals(AuditWorld.T0, told.refused());
  }

  @Test
  @DisplayName("a corrected dead letter becomes one event, even if it is replayed several times")
  void once() {
    assertEquals(Outcome.STILL_INVALID, outcome(null, false));
    assertEquals(Outcome.WOULD_REPLAY, outcome(MENDED, true));
    assertEquals(21, consumed().total().accepted(), "neither wrote anything");
    assertEquals(Outcome.REPLAYED, outcome(MENDED, false));
    assertEquals(Outcome.DONE_BEFORE, outcome(MENDED, false));
    assertEquals(Outcome.DONE_BEFORE, outcome(MENDED, true));
    Ledger ledger = consumed();
    assertEquals(22, ledger.total().accepted());
    assertEquals(10, ledger.total().high());
    assertEquals(1, ledger.total().dead());
    assertTrue(theLetter().isReplayed());
  }

  @Test
  @DisplayName("replays at the same time write one event: they fence each other")
  void concurrently() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<Result>>> replays = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        replays.add(
            () -> {
              try (TopicReader own = new TopicReader(world.settings.kafka())) {
                return replay(own, MENDED, false);
              }
            });
      }
      int replayed = 0;
      for (Future<List<Result>> result : threads.invokeAll(replays)) {
        try {
          replayed += result.get().get(0).outcome() == Outcome.REPLAYED ? 1 : 0;
        } catch (ExecutionException e) {
          assertEquals(AuditException.class, e.getCause().getClass()); // fenced
        }
      }
      assertTrue(replayed <= 1, replayed + " say that they replayed it");
      outcome(MENDED, false); // all may have fenced each other
      assertEquals(22, consumed().total().accepted());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @DisplayName("what a replay that died in the middle had written is undone by the next")
  void afterACrash() throws Exception {
    Map<String, Object> own = new HashMap<>(Map.of("acks", "all"));
    own.put("transactional.id", "streamproc-replay-" + world.topic);
    try (KafkaProducer<byte[], byte[]> dead =
        new KafkaProducer<>(
            world.settings.kafka().properties(own),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      dead.initTransactions();
      dead.beginTransaction();
      dead.send(new ProducerRecord<>(world.topic, 0, null, MENDED)).get();
      assertEquals(Outcome.REPLAYED, outcome(MENDED, false));
      Ledger ledger = consumed();
      assertEquals(22, ledger.total().accepted(), "one of the two events was aborted");
      dead.close(Duration.ZERO);
    }
  }

  @Test
  @DisplayName("a record that is in a store after all is not replayed")
  void storedAfterAll() throws Exception {
    world.letter("consumer-high", 0, 18, "refused by the store", value(18));
    List<Result> results = replay(null, true);
    assertEquals(Outcome.STORED, results.get(0).outcome());
    assertEquals(18, results.get(0).letter().source().offset());
  }

  private static String value(long offset) {
    return String.format(
        Locale.ROOT,
        "{\"amount\":%s,\"time\":%d}",
        AuditWorld.amount(offset),
        AuditWorld.T0 + offset / 3);
  }

  @Test
  @DisplayName("a record that a consumer may still store is not replayed")
  void notSettled() throws Exception {
    world.commit(SeriesName.LOW, 0, letter.offset());
    assertEquals(Outcome.NOT_SETTLED, outcome(MENDED, false));
    world.commitAll(SeriesName.LOW);
    assertEquals(Outcome.REPLAYED, outcome(MENDED, false));
  }

  @Test
  @DisplayName("a payload is for one letter, and must be an event")
  void payloads() throws Exception {
    AuditException e =
        assertThrows(AuditException.class, () -> replay("{}".getBytes(UTF_8), false));
    assertTrue(e.getMessage().contains("amount"), e.getMessage());
    world.letter("consumer-low", 0, 3, "why not", POISON);
    e = assertThrows(AuditException.class, () -> replay(MENDED, false));
    assertTrue(e.getMessage().contains("these are 2"), e.getMessage());
  }
}
