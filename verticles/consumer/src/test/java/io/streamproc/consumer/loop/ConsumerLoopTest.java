package io.streamproc.consumer.loop;

import static io.streamproc.consumer.loop.ScriptedConsumer.event;
import static io.streamproc.consumer.loop.ScriptedConsumer.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.trace.CurrentSpan;
import io.streamproc.core.trace.TraceSpan;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.role.RecordingSink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The loop")
@Timeout(60)
class ConsumerLoopTest extends RunningLoop {
  @Test
  @DisplayName("polls, writes dead letters and stores, in this order, then commits and hints")
  void order() {
    kafka.next(event(0, 0, 9), event(0, 1, 1), record(0, 2, "no event"), event(1, 0, 8));
    awaitCalls(5);
    assertEquals(List.of("poll 4", "dead t-0@2", "store 2"), kafka.calls.subList(0, 3));
    assertEquals(
        Set.of("commit 0=3 1=1", "hint {\"series\":\"high\",\"from\":1000,\"to\":1001}"),
        Set.copyOf(kafka.calls.subList(3, 5)));
    assertEquals(List.of("0@0", "1@0"), store.positions().stream().sorted().toList());
    assertEquals(4, counted("read"));
    assertEquals(2, counted("stored"));
    assertEquals(0, counted("repeated"));
    assertEquals(1, counted("dead"));
    assertEquals(1, meters.get("streamproc.consumer.store").timer().count());
    assertTrue(health.reasons().isEmpty(), health.reasons()::toString);
  }

  private static ConsumerRecord<byte[], byte[]> traced(
      ConsumerRecord<byte[], byte[]> record, String traceparent) {
    record.headers().add(Names.HEADER_TRACEPARENT, traceparent.getBytes(UTF_8));
    return record;
  }

  @Test
  @DisplayName("records a batch with traced events as a span, which its hint names")
  void traces() {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    kafka.next(event(0, 0, 9), traced(event(0, 1, 9), trace), traced(event(0, 2, 9), trace));
    kafka.next(event(0, 3, 9), traced(event(0, 4, 9), "foreign"));
    Eventually.holds(() -> kafka.calls("hint").size() == 2);
    assertEquals(
        List.of(
            "span store batch ["
                + trace
                + "] {streamproc.events=3, streamproc.events.dead=0, streamproc.events.kept=3}"
                + " true"),
        kafka.calls("span"));
    assertEquals(List.of("batch", "null"), hintTraces);
    assertEquals(List.of("0@0", "0@1", "0@2", "0@3", "0@4"), store.positions());
    assertSame(TraceSpan.NONE, CurrentSpan.of(context), "the next batch is another one");
  }

  @Test
  @DisplayName("rests as long as a batch of a few records took, so that more come together")
  void rests() {
    storeMillis = 12;
    long took = storing(10);
    assertTrue(took >= 9 * 2 * 11_000_000L, took + " ns");
  }

  /** Nanoseconds until so many batches are stored, or the last of them has begun to be. */
  private long storing(int batches) {
    long begun = System.nanoTime();
    for (int i = 0; i < batches; i++) {
      kafka.next(event(0, i, 9));
    }
    Eventually.holds(() -> kafka.calls("store").size() == batches);
    return System.nanoTime() - begun;
  }

  @Test
  @DisplayName("rests for 20 ms at most, however long a batch took")
  void shortRest() {
    storeMillis = 400;
    long took = storing(5);
    assertTrue(took < 7 * 400_000_000L, took + " ns; 8 times if a rest was as long as a batch");
  }

  @Test
  @DisplayName("continues with the next batch, and looks up the topic's id only at the beginning")
  void nextBatch() {
    kafka.next(event(0, 0, 9));
    kafka.next(event(0, 1, 9), event(0, 2, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 2);
    assertEquals(List.of("0@0", "0@1", "0@2"), store.positions());
    Eventually.holds(() -> kafka.calls("commit").equals(List.of("commit 0=1", "commit 0=3")));
    assertEquals(1, lookUps.get());
    assertEquals(Set.of("id-1"), store.topicIds());
  }

  @Test
  @DisplayName("commits records of the other series, and sends no hint")
  void otherSide() {
    kafka.next(event(0, 0, 1));
    kafka.next(event(0, 1, 9));
    awaitCalls(7);
    assertEquals(
        List.of("poll 1", "store 0", "commit 0=1", "poll 1", "store 1"), kafka.calls.subList(0, 5));
    assertEquals(List.of("commit 0=1", "commit 0=2"), kafka.calls("commit"));
    assertEquals(1, kafka.calls("hint").size());
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
  @DisplayName("that is stopped during a poll ends at once")
  void stopWhilePolling() throws Exception {
    stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertEquals(List.of("wakeup"), kafka.calls);
  }

  @Test
  @DisplayName("that is stopped first stores and commits the current batch, and reads no other")
  void stopWithABatch() throws Exception {
    Promise<Void> answers = Promise.promise();
    storeAnswers = answers.future();
    kafka.next(event(0, 0, 9));
    kafka.next(event(0, 1, 9));
    awaitCalls(2);
    Future<Void> stopped = stop();
    assertFalse(stopped.isComplete());
    context.runOnContext(v -> answers.complete());
    stopped.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertEquals(List.of("commit 0=1"), kafka.calls("commit"));
    assertEquals(List.of("poll 1"), kafka.calls("poll"));
  }

  @Test
  @DisplayName(
      "that is stopped while its store is unavailable gives up the batch and commits nothing")
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
