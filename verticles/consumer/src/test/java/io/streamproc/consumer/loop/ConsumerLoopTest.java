package io.streamproc.consumer.loop;

import static io.streamproc.consumer.loop.ScriptedConsumer.event;
import static io.streamproc.consumer.loop.ScriptedConsumer.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.consumer.fault.RefusedRecord;
import io.streamproc.consumer.health.ConsumerMetrics;
import io.streamproc.consumer.health.LagWatch;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.Names;
import io.streamproc.core.management.Health;
import io.streamproc.core.retry.Retry;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.role.RecordingSink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The loop")
@Timeout(60)
class ConsumerLoopTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ScriptedConsumer kafka = new ScriptedConsumer();
  private final RecordingSink store = new RecordingSink();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Health health = new Health(vertx);
  private final List<String> reasons = new CopyOnWriteArrayList<>(); // why it was not ready
  private final AtomicInteger lookUps = new AtomicInteger();
  private volatile Future<String> topicId = Future.succeededFuture("id-1");
  private volatile boolean stopping;
  private volatile Future<?> storeAnswers = Future.succeededFuture();
  private LagWatch lag;
  private ConsumerLoop loop;

  /** The store, which notes in the list of calls when it is used. */
  private final class NotedSink implements EventSink {
    @Override
    public Future<Void> open() {
      return store.open();
    }

    @Override
    public Future<Integer> store(SinkBatch batch) {
      kafka.calls.add("store " + batch.size());
      return storeAnswers.compose(v -> store.store(batch));
    }

    @Override
    public Future<Void> close() {
      return store.close();
    }
  }

  @BeforeEach
  void start() {
    KafkaReadStream<byte[], byte[]> stream = KafkaReadStream.create(vertx, kafka);
    stream.subscribe(Set.of(ScriptedConsumer.TOPIC)).await();
    kafka.assignPartitions(2);
    vertx
        .eventBus()
        .<JsonObject>consumer(
            Names.BUS_PROGRESS, hint -> kafka.calls.add("hint " + hint.body().encode()));
    Health.Part part = health.part("consumer");
    Retry retry =
        Retry.withBackoff(vertx, "?")
            .unless(() -> stopping)
            .onWait(
                why -> {
                  part.notReady(why);
                  reasons.add(why);
                });
    lag = new LagWatch(stream);
    loop =
        new ConsumerLoop(
            retry,
            new RecordSource(vertx, stream),
            new RecordSorter(
                new Threshold(5),
                SeriesName.HIGH,
                new TopicIdentity(
                    "id-0",
                    () -> {
                      lookUps.incrementAndGet();
                      return topicId;
                    })),
            new StoreStage(retry, "the store", new NotedSink(), this::putAside, part),
            new Progress(
                vertx, SeriesName.HIGH, new ConsumerMetrics(meters, "consumer-high"), lag, part));
    context.runOnContext(v -> loop.start());
  }

  private Future<Void> putAside(List<RefusedRecord> refused) {
    if (!refused.isEmpty()) {
      kafka.calls.add("dead " + refused.get(0).source());
    }
    return Future.succeededFuture();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Future<Void> stop() {
    Promise<Void> stopped = Promise.promise();
    context.runOnContext(
        v -> {
          stopping = true;
          loop.stop().onComplete(stopped);
        });
    return stopped.future();
  }

  private void awaitCalls(int count) {
    Eventually.holds(() -> kafka.calls.size() >= count);
  }

  private double counted(String meter) {
    return meters
        .get("streamproc.consumer." + meter)
        .tag("role", "consumer-high")
        .counter()
        .count();
  }

  @Test
  @DisplayName("polls, puts refused records aside, stores, commits and hints, in this order")
  void order() {
    kafka.next(event(0, 0, 9), event(0, 1, 1), record(0, 2, "no event"), event(1, 0, 8));
    awaitCalls(5);
    assertEquals(
        List.of(
            "poll 4",
            "dead t-0@2",
            "store 2",
            "commit 0=3 1=1",
            "hint {\"series\":\"high\",\"from\":1000,\"to\":1001}"),
        kafka.calls);
    assertEquals(List.of("0@0", "1@0"), store.positions().stream().sorted().toList());
    assertEquals(4, counted("read"));
    assertEquals(2, counted("stored"));
    assertEquals(0, counted("repeated"));
    assertEquals(1, counted("dead"));
    assertEquals(1, meters.get("streamproc.consumer.store").timer().count());
    assertTrue(health.reasons().isEmpty(), health.reasons()::toString);
  }

  @Test
  @DisplayName("goes on with the next batch, and asks for the topic's id only at the beginning")
  void nextBatch() {
    kafka.next(event(0, 0, 9));
    kafka.next(event(0, 1, 9), event(0, 2, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 2);
    assertEquals(List.of("0@0", "0@1", "0@2"), store.positions());
    assertEquals(List.of("commit 0=1", "commit 0=3"), kafka.calls("commit"));
    assertEquals(1, lookUps.get());
    assertEquals(Set.of("id-1"), store.topicIds());
  }

  @Test
  @DisplayName("commits what it has read of the other side, and hints at nothing")
  void otherSide() {
    kafka.next(event(0, 0, 1));
    kafka.next(event(0, 1, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 1);
    assertEquals(
        List.of("poll 1", "store 0", "commit 0=1", "poll 1", "store 1", "commit 0=2"),
        kafka.calls.subList(0, 6));
  }

  @Test
  @DisplayName("reads nothing further while a batch is not stored, and counts it as lag")
  void oneAtATime() {
    store.mode(RecordingSink.Mode.STALLS);
    kafka.updateEndOffsets(
        Map.of(ScriptedConsumer.partition(0), 7L, ScriptedConsumer.partition(1), 0L));
    kafka.next(event(0, 0, 9), event(0, 1, 9));
    kafka.next(event(0, 2, 9));
    awaitCalls(2);
    context.runOnContext(v -> lag.update());
    Eventually.holds(() -> lag.lag() == 7);
    assertEquals(List.of("poll 2", "store 2"), kafka.calls);
    store.mode(RecordingSink.Mode.WORKS);
    Eventually.holds(() -> kafka.calls("hint").size() == 2);
    context.runOnContext(v -> lag.update());
    Eventually.holds(() -> lag.lag() == 4);
  }

  @Test
  @DisplayName("goes on though a commit fails: the store knows what it has")
  void commitFails() {
    kafka.failCommits(new KafkaException("coordinator away"));
    kafka.next(event(0, 0, 9));
    kafka.next(event(0, 1, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 2);
    assertEquals(List.of("0@0", "0@1"), store.positions());
    assertTrue(kafka.calls("seek").isEmpty());
  }

  @Test
  @DisplayName("polls again after a poll that failed, and says why it is not ready meanwhile")
  void pollFails() {
    store.mode(RecordingSink.Mode.STALLS); // it stays not ready until the batch is stored
    kafka.nextFails(new KafkaException("no broker"));
    kafka.next(event(0, 0, 9));
    awaitCalls(2);
    assertEquals("waiting to consume events: no broker", health.reasons().get("consumer"));
    store.mode(RecordingSink.Mode.WORKS);
    Eventually.holds(() -> kafka.calls("hint").size() == 1);
    assertTrue(health.reasons().isEmpty());
    assertTrue(kafka.calls("seek").isEmpty(), "a poll that fails has read nothing");
  }

  @Test
  @DisplayName("is ready again after an empty poll")
  void emptyPoll() {
    kafka.nextFails(new KafkaException("no broker"));
    Eventually.holds(() -> reasons.size() == 1);
    Eventually.holds(() -> health.reasons().isEmpty());
    assertTrue(kafka.calls.isEmpty());
  }

  @Test
  @DisplayName("reads again what the store has lost, and all of the batch, before it commits")
  void storeIsBehind() {
    kafka.next(event(0, 0, 9), event(0, 1, 9), event(1, 0, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 1);
    store.fallBack(0, 1);
    kafka.calls.clear();
    kafka.next(event(0, 2, 9), event(1, 1, 9));
    Eventually.holds(() -> kafka.calls("seek").size() == 2);
    assertEquals(
        Set.of("seek 0=1", "seek 1=1"), Set.copyOf(kafka.calls("seek")), kafka.calls::toString);
    assertTrue(kafka.calls("commit").isEmpty());
    assertTrue(reasons.isEmpty(), "going back is no failure");
    kafka.next(event(0, 1, 9), event(0, 2, 9), event(1, 1, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 1);
    assertEquals(List.of("commit 0=3 1=2"), kafka.calls("commit"));
    assertEquals(
        Stream.of("0@0", "0@1", "1@0", "0@1", "0@2", "1@1").sorted().toList(),
        store.positions().stream().sorted().toList());
    assertEquals(2, lookUps.get(), "another topic may be what the store lacks");
  }

  /**
   * Such a failure used to lead straight to the next poll, which read on behind the batch; the
   * commit after it then skipped the batch for good.
   */
  @Test
  @DisplayName("reads a batch again that could not be processed for a reason that nobody expects")
  void unexpected() {
    topicId = Future.failedFuture(new IllegalStateException("a bug"));
    kafka.next(event(0, 0, 9), event(1, 0, 9));
    Eventually.holds(() -> kafka.calls("seek").size() == 2);
    assertEquals(Set.of("seek 0=0", "seek 1=0"), Set.copyOf(kafka.calls("seek")));
    Eventually.holds(() -> reasons.size() == 1);
    assertEquals(List.of("waiting to consume events: a bug"), reasons);
    topicId = Future.succeededFuture("id-1");
    kafka.next(event(0, 0, 9), event(1, 0, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 1);
    assertEquals(List.of("commit 0=1 1=1"), kafka.calls("commit"));
    assertEquals(2, store.positions().size());
  }

  @Test
  @DisplayName("gives the events of a topic that was made anew another identity")
  void topicMadeAnew() {
    kafka.next(event(0, 0, 9), event(0, 1, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 1);
    topicId = Future.succeededFuture("id-2");
    context.runOnContext(v -> kafka.seek(ScriptedConsumer.partition(0), 0));
    Eventually.holds(() -> kafka.calls("seek").size() == 1);
    kafka.next(event(0, 0, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 2);
    assertEquals(Set.of("id-1", "id-2"), store.topicIds());
  }

  @Test
  @DisplayName("that is stopped in the middle of a poll ends at once")
  void stopWhilePolling() throws Exception {
    stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertEquals(List.of("wakeup"), kafka.calls);
  }

  @Test
  @DisplayName("that is stopped stores and commits the batch in hand first, and reads no other")
  void stopWithABatch() throws Exception {
    Promise<Void> answers = Promise.promise();
    storeAnswers = answers.future();
    kafka.next(event(0, 0, 9));
    kafka.next(event(0, 1, 9));
    awaitCalls(2);
    Future<Void> stopped = stop();
    assertFalse(stopped.isComplete());
    answers.complete();
    stopped.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertEquals(List.of("commit 0=1"), kafka.calls("commit"));
    assertEquals(List.of("poll 1"), kafka.calls("poll"));
  }

  @Test
  @DisplayName("that is stopped while its store is away gives the batch up and commits nothing")
  void stopWhileAway() throws Exception {
    store.mode(RecordingSink.Mode.AWAY);
    kafka.next(event(0, 0, 9));
    awaitCalls(2);
    stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertTrue(kafka.calls("commit").isEmpty());
    assertTrue(kafka.calls("seek").isEmpty());
    assertTrue(store.positions().isEmpty());
  }
}
