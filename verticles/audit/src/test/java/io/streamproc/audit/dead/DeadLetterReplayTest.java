package io.streamproc.audit.dead;

import static io.streamproc.audit.MemoryWorld.T0;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.audit.AuditException;
import io.streamproc.audit.MemoryWorld;
import io.streamproc.audit.dead.DeadLetterReplay.Outcome;
import io.streamproc.audit.dead.DeadLetterReplay.Result;
import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.core.Names;
import io.streamproc.core.series.SeriesName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A replay of dead letters")
class DeadLetterReplayTest {
  private static final byte[] MENDED = "{\"amount\":9}".getBytes(UTF_8);

  private final MemoryWorld world = new MemoryWorld();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  private List<Result> replay(Predicate<DeadLetter> wanted, byte[] payload, boolean dryRun) {
    return new DeadLetterReplay(world.settings, world.stores(), world.kafka, () -> producer)
        .run(wanted, payload, dryRun);
  }

  private Result theOnly(byte[] payload) {
    List<Result> results = replay(letter -> true, payload, false);
    assertEquals(1, results.size());
    return results.get(0);
  }

  /** A record that both consumers have put aside and passed. */
  private void letter(String value) {
    long offset = world.kafka.append("t", 0, value);
    world.kafka.deadLetter("consumer-high", "t-0@" + offset, value);
    world.kafka.deadLetter("consumer-low", "t-0@" + offset, value);
    world.commitAll();
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    record.headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
    return headers;
  }

  private void assertNothingWritten() {
    assertTrue(producer.history().isEmpty());
    assertEquals(0, producer.commitCount());
    assertTrue(!producer.transactionInitialized() || producer.closed());
  }

  @Test
  @DisplayName("without letters writes nothing")
  void none() {
    assertEquals(List.of(), replay(letter -> true, null, false));
    assertNothingWritten();
  }

  @Test
  @DisplayName("writes the event and the mark that its letter is done in one transaction")
  void replays() {
    letter("{\"amount\":\"9\"}");
    Result result = theOnly(MENDED);
    assertEquals(Outcome.REPLAYED, result.outcome());
    assertEquals("as t-0@0", result.detail());
    assertEquals(1, producer.commitCount());
    assertTrue(producer.closed());
    List<ProducerRecord<byte[], byte[]>> written = producer.history();
    assertEquals(2, written.size());
    assertEquals("t", written.get(0).topic());
    assertEquals(
        "{\"amount\":9.0,\"time\":1500}", new String(written.get(0).value(), UTF_8), "appended");
    assertEquals(Map.of(Names.HEADER_REPLAY_OF, "t-0@0"), headers(written.get(0)));
    assertEquals("t.dead", written.get(1).topic());
    assertNull(written.get(1).value());
    assertEquals(
        Map.of(
            Names.HEADER_DEAD_SOURCE, "t-0@0",
            Names.HEADER_DEAD_TOPIC_ID, "id-of-t",
            Names.HEADER_DEAD_REPLAYED, "t-0@0"),
        headers(written.get(1)));
  }

  @Test
  @DisplayName("takes the letter's own value if none is given, and its time")
  void ownValue() {
    letter("{\"amount\":9,\"time\":77}");
    assertEquals(Outcome.REPLAYED, theOnly(null).outcome());
    assertEquals(
        "{\"amount\":9.0,\"time\":77}", new String(producer.history().get(0).value(), UTF_8));
  }

  @Test
  @DisplayName("that is only tried says what would be done, and does not even connect")
  void dryRun() {
    letter("{\"amount\":9,\"time\":77}");
    List<Result> results = replay(letter -> true, null, true);
    assertEquals(Outcome.WOULD_REPLAY, results.get(0).outcome());
    assertTrue(results.get(0).detail().contains("9.0"), results.get(0).detail());
    assertNothingWritten();
    assertTrue(!producer.transactionInitialized());
  }

  @Test
  @DisplayName("leaves a letter alone that was replayed before")
  void doneBefore() {
    letter("{\"amount\":9}");
    world.kafka.append(
        "t.dead",
        0,
        null,
        Names.HEADER_DEAD_SOURCE,
        "t-0@0",
        Names.HEADER_DEAD_TOPIC_ID,
        "id-of-t",
        Names.HEADER_DEAD_REPLAYED,
        "t-1@5");
    Result result = theOnly(null);
    assertEquals(Outcome.DONE_BEFORE, result.outcome());
    assertEquals("as t-1@5", result.detail());
    assertNothingWritten();
  }

  @Test
  @DisplayName("skips a letter whose record is stored after all, in either store")
  void stored() {
    letter("{\"amount\":9,\"time\":77}");
    letter("{\"amount\":1,\"time\":78}");
    world.high.keep(0, 0, 77, 9);
    world.low.keep(0, 1, 78, 1);
    List<Result> results = replay(letter -> true, null, false);
    assertEquals(
        List.of(Outcome.STORED, Outcome.STORED), results.stream().map(Result::outcome).toList());
    assertEquals("its record is in a store", results.get(0).detail());
    assertNothingWritten();
  }

  @Test
  @DisplayName("does not take another row for the letter's record")
  void otherRows() {
    letter("{\"amount\":9,\"time\":77}");
    world.high.keep(1, 0, 77, 9);
    world.high.keep(0, 5, 77, 9);
    world.low.keep(0, 0, 76, 9);
    assertEquals(Outcome.REPLAYED, theOnly(null).outcome());
  }

  @Test
  @DisplayName("waits until both consumers have committed past a letter's record")
  void notSettled() {
    letter("{\"amount\":9}");
    for (SeriesName side : SeriesName.values()) {
      world.commit(side, 0, 0);
      Result result = replay(letter -> true, null, true).get(0);
      assertEquals(Outcome.NOT_SETTLED, result.outcome());
      assertEquals("a consumer has not passed it yet", result.detail());
      world.commit(side, 0, 1);
    }
    assertNothingWritten();
  }

  @Test
  @DisplayName("leaves a letter alone that is still no event, with the reason")
  void stillInvalid() {
    letter("{\"amount\":\"9\"}");
    letter(null);
    List<Result> results = replay(letter -> true, null, false);
    assertEquals(
        List.of(Outcome.STILL_INVALID, Outcome.STILL_INVALID),
        results.stream().map(Result::outcome).toList());
    assertTrue(results.get(0).detail().contains("amount"), results.get(0).detail());
    assertTrue(results.get(1).detail().contains("no value"), results.get(1).detail());
    assertNothingWritten();
  }

  @Test
  @DisplayName("replays those that can be replayed, and tells of each of the wanted ones")
  void several() {
    letter("{\"amount\":\"9\"}");
    letter("{\"amount\":9,\"time\":77}");
    letter("{\"amount\":1,\"time\":78}");
    List<Result> results = replay(letter -> letter.source().offset() < 2, null, false);
    assertEquals(
        List.of(Outcome.STILL_INVALID, Outcome.REPLAYED),
        results.stream().map(Result::outcome).toList());
    assertEquals(1, producer.commitCount());
    assertEquals(2, producer.history().size());
  }

  @Test
  @DisplayName("sends all events before it waits for the first one")
  void together() {
    letter("{\"amount\":8,\"time\":77}");
    letter("{\"amount\":1,\"time\":78}");
    List<Result> results = replay(letter -> true, null, false);
    assertEquals(List.of("as t-0@0", "as t-0@1"), results.stream().map(Result::detail).toList());
    assertEquals(
        List.of("t", "t", "t.dead", "t.dead"),
        producer.history().stream().map(ProducerRecord::topic).toList());
    assertEquals("t-0@1", headers(producer.history().get(3)).get(Names.HEADER_DEAD_REPLAYED));
  }

  @Test
  @DisplayName("takes a payload for one letter only, which must be an event")
  void payload() {
    letter("{\"amount\":\"9\"}");
    letter("{\"amount\":\"8\"}");
    AuditException several =
        assertThrows(AuditException.class, () -> replay(letter -> true, MENDED, false));
    assertEquals("a payload is for one letter, and these are 2: name one", several.getMessage());
    AuditException invalid =
        assertThrows(
            AuditException.class, () -> replay(letter -> true, "{}".getBytes(UTF_8), true));
    assertTrue(invalid.getMessage().startsWith("the payload is no event: "), invalid.getMessage());
    assertNothingWritten();
  }

  @Test
  @DisplayName("that Kafka does not let write has replayed nothing, and says so")
  void fenced() {
    letter("{\"amount\":9}");
    producer.commitTransactionException = new ProducerFencedException("another replay runs");
    AuditException e = assertThrows(AuditException.class, () -> theOnly(null));
    assertEquals("nothing was replayed: another replay runs", e.getMessage());
    assertTrue(producer.closed());
    assertNothingWritten();
  }

  /** It said that nothing was replayed, which the broker may have done all the same. */
  @Test
  @DisplayName("whose commit is not answered says that its outcome is unknown")
  void inDoubt() {
    letter("{\"amount\":9}");
    producer.commitTransactionException = new TimeoutException("no answer");
    AuditException e = assertThrows(AuditException.class, () -> theOnly(null));
    assertEquals(
        "Kafka has not said whether the replay was committed (no answer); run it again, it skips"
            + " what was replayed",
        e.getMessage());
    assertTrue(producer.closed());
  }

  @Test
  @DisplayName("whose event is not acknowledged takes everything back")
  void notAcknowledged() {
    letter("{\"amount\":9}");
    MockProducer<byte[], byte[]> failing =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(
              ProducerRecord<byte[], byte[]> record, Callback callback) {
            return CompletableFuture.failedFuture(new KafkaException("record too large"));
          }
        };
    DeadLetterReplay replay =
        new DeadLetterReplay(world.settings, world.stores(), world.kafka, () -> failing);
    AuditException e =
        assertThrows(AuditException.class, () -> replay.run(letter -> true, null, false));
    assertTrue(e.getMessage().contains("record too large"), e.getMessage());
    assertTrue(failing.transactionAborted());
    assertEquals(0, failing.commitCount());
  }

  @Test
  @DisplayName("that is interrupted has replayed nothing, and leaves the thread interrupted")
  void interrupted() {
    letter("{\"amount\":9}");
    MockProducer<byte[], byte[]> slow =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            Thread.currentThread().interrupt();
          }
        };
    DeadLetterReplay replay =
        new DeadLetterReplay(world.settings, world.stores(), world.kafka, () -> slow);
    AuditException e =
        assertThrows(AuditException.class, () -> replay.run(letter -> true, null, false));
    assertTrue(Thread.interrupted());
    assertEquals("interrupted; nothing was replayed", e.getMessage());
    assertEquals(0, slow.commitCount());
    assertTrue(slow.closed());
  }

  @Test
  @DisplayName("knows letters of one incarnation of the topic, merged by record")
  void letters() {
    letter("{\"amount\":\"9\"}");
    world.kafka.append("t.dead", 0, "x", Names.HEADER_DEAD_SOURCE, "elsewhere-0@1");
    world.kafka.append(
        "t.dead", 0, "x", Names.HEADER_DEAD_SOURCE, "t-0@1", Names.HEADER_DEAD_TOPIC_ID, "old");
    world.kafka.append("t.dead", 0, "x", Names.HEADER_DEAD_SOURCE, "t-1@2"); // an older version's
    world.kafka.append("t.dead", 0, "somebody else's");
    world.kafka.append( // nor is a mark that names no record
        "t.dead", 0, null, Names.HEADER_DEAD_SOURCE, "t-0@0", Names.HEADER_DEAD_REPLAYED, "soon");
    DeadLetters letters = DeadLetters.read(world.kafka, "t.dead", "t", "id-of-t");
    assertEquals(
        List.of("t-0@0", "t-1@2"),
        letters.all().stream().map(letter -> letter.source().toString()).toList());
    assertEquals(2, letters.foreign());
    DeadLetter first = letters.all().iterator().next();
    assertFalse(first.isReplayed());
    assertEquals("[consumer-high, consumer-low]", first.roles().toString());
    assertEquals("why consumer-high", first.reason());
    assertEquals(1_500, first.appended());
    assertEquals(2_500, first.refused());
    DeadLetter older = letters.find(new RecordIdentity("t", 1, 2)).get();
    assertEquals(T0, older.appended(), "that of the letter itself");
    assertEquals("", older.reason());
  }
}
