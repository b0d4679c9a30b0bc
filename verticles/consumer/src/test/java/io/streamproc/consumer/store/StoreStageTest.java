package io.streamproc.consumer.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.consumer.fault.RefusedRecord;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.management.Health;
import io.streamproc.core.retry.Retry;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreException;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.role.RecordingSink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@DisplayName("Storing a batch")
@Timeout(60)
class StoreStageTest {
  private static final int EVENTS = 100;
  private static final double BAD = 6.125;

  private final Vertx vertx = Vertx.vertx();
  private final Health health = new Health(vertx);
  private final Health.Part part = health.part("stage");
  private final RecordingSink sink = new RecordingSink();
  private final List<RefusedRecord> letters = new ArrayList<>();
  private volatile boolean stopping;
  private final StoreStage stage =
      new StoreStage(
          Retry.withBackoff(vertx, "?").unless(() -> stopping).onWait(part::notReady),
          "the store",
          sink,
          this::putAside,
          part);

  private Future<Void> putAside(List<RefusedRecord> some) {
    letters.addAll(some);
    return Future.succeededFuture();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** Events 7.0 of one partition, and one of the amount {@link #BAD} in their middle. */
  private static SortedRecords records(int count) {
    TopicPartition partition = new TopicPartition("t", 0);
    List<ConsumerRecord<byte[], byte[]>> all =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new ConsumerRecord<byte[], byte[]>(
                        "t", 0, i, null, amount(i == count / 2 ? BAD : 7)))
            .toList();
    ConsumerRecords<byte[], byte[]> polled =
        new ConsumerRecords<>(
            Map.of(partition, all), Map.of(partition, new OffsetAndMetadata(count)));
    BatchBuilder batch =
        new BatchBuilder(new EventDecoder(), event -> event.amount() > 5, new RecordTraces(false));
    batch.add("topic-id", polled, Map.of());
    return batch.build(Map.of());
  }

  private static byte[] amount(double amount) {
    return ("{\"amount\":" + amount + ",\"time\":1}").getBytes(UTF_8);
  }

  private Future<StoreStage.Outcome> start(int count) {
    Promise<StoreStage.Outcome> outcome = Promise.promise();
    SortedRecords records = records(count);
    vertx.runOnContext(v -> stage.store(records).onComplete(outcome));
    return outcome.future();
  }

  private StoreStage.Outcome store(int count) throws Exception {
    return start(count).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static boolean holdsBad(SinkBatch batch) {
    return IntStream.range(0, batch.size()).anyMatch(i -> batch.amount(i) == BAD);
  }

  @Test
  @DisplayName("that is too large for one request is split until it is accepted, without pauses")
  void smaller() throws Exception {
    sink.failing(batch -> batch.size() > 10 ? Remedy.SMALLER : null);
    assertEquals(new StoreStage.Outcome(EVENTS, 0), store(EVENTS));
    assertEquals(EVENTS, sink.kept().size());
    assertTrue(letters.isEmpty());
    assertTrue(sink.attempts() < 40, sink.attempts() + " attempts");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"WAIT", "SMALLER"})
  @DisplayName(
      "with one event that is never accepted stores the others, and that one becomes a dead letter")
  void oneBad(Remedy remedy) throws Exception {
    sink.failing(batch -> holdsBad(batch) ? remedy : null);
    assertEquals(new StoreStage.Outcome(EVENTS - 1, 1), store(EVENTS));
    assertEquals(EVENTS - 1, sink.kept().size());
    assertEquals(EVENTS / 2, letters.get(0).record().offset());
    assertEquals(1, letters.size());
  }

  @Test
  @DisplayName("that fails for an unknown reason while the store accepts no writes is retried")
  void storeIsToBlame() throws Exception {
    sink.mode(RecordingSink.Mode.AWAY); // the store reports that it accepts no writes
    sink.failing(batch -> Remedy.UNKNOWN);
    Future<StoreStage.Outcome> stored = start(2);
    Eventually.holds(() -> sink.attempts() > 6);
    assertFalse(stored.isComplete());
    sink.mode(RecordingSink.Mode.WORKS);
    sink.failing(batch -> null);
    assertEquals(
        new StoreStage.Outcome(2, 0),
        stored.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
    assertTrue(letters.isEmpty());
  }

  @Test
  @DisplayName("is split at the first failure, also if it has two events only")
  void two() throws Exception {
    sink.failing(batch -> batch.size() > 1 ? Remedy.UNKNOWN : null);
    assertEquals(new StoreStage.Outcome(2, 0), store(2));
    assertEquals(3, sink.attempts());
  }

  @Test
  @DisplayName("of one event that fails for an unknown reason is tried three times")
  void threeTimes() throws Exception {
    sink.failing(batch -> batch.size() == 1 ? Remedy.UNKNOWN : null);
    assertEquals(new StoreStage.Outcome(0, 1), store(1));
    assertEquals(4, sink.attempts(), "the fourth one stores the position without the event");
  }

  @Test
  @DisplayName("reports in its readiness that it is stored in parts, and why")
  void tells() throws Exception {
    List<String> reasons = new ArrayList<>();
    sink.failing(
        batch -> {
          reasons.addAll(health.reasons().values());
          return batch.size() > 10 ? Remedy.SMALLER : null;
        });
    store(EVENTS);
    assertTrue(reasons.contains("storing in parts: failing"), reasons::toString);
  }

  @Test
  @DisplayName("ends with the consumer, without an attempt for each part")
  void stops() {
    sink.failing(batch -> Remedy.SMALLER);
    stopping = true;
    ExecutionException e = assertThrows(ExecutionException.class, () -> store(EVENTS));
    assertInstanceOf(StoreException.class, e.getCause());
    assertEquals(1, sink.attempts());
    assertTrue(letters.isEmpty());
  }
}
