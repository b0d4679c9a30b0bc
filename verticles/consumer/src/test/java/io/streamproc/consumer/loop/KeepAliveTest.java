package io.streamproc.consumer.loop;

import static io.streamproc.consumer.loop.ScriptedConsumer.event;
import static io.streamproc.consumer.loop.ScriptedConsumer.partition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Keeping a consumer in its group")
@Timeout(60)
class KeepAliveTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ScriptedConsumer kafka = new ScriptedConsumer();
  private KafkaReadStream<byte[], byte[]> stream;
  private KeepAlive keepAlive;

  @BeforeEach
  void connect() {
    stream = KafkaReadStream.create(vertx, kafka);
    stream.subscribe(Set.of(ScriptedConsumer.TOPIC)).await();
    kafka.assignPartitions(2);
    keepAlive = new KeepAlive(vertx, stream, Duration.ofMillis(5));
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private <T> T onContext(Supplier<Future<T>> call) throws Exception {
    return start(call).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private <T> Future<T> start(Supplier<Future<T>> call) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> call.get().onComplete(result));
    return result.future();
  }

  private void hold() throws Exception {
    onContext(
        () -> {
          keepAlive.start();
          return Future.succeededFuture();
        });
  }

  private int polls() {
    return kafka.calls("poll").size();
  }

  @Test
  @DisplayName("polls again and again with every partition paused, and resumes them at the end")
  void whileHeld() throws Exception {
    hold();
    Eventually.holds(() -> polls() >= 3);
    onContext(keepAlive::stop);
    int polls = polls();
    assertEquals(List.of("pause 2", "poll of 2 paused"), kafka.calls.subList(0, 2));
    assertEquals("resume 2", kafka.calls.get(kafka.calls.size() - 1));
    assertTrue(kafka.paused().isEmpty());
    assertEquals(polls, polls());
    assertEquals(1, kafka.calls("resume").size());
  }

  @Test
  @DisplayName("does nothing if the batch is stored before the first poll is due")
  void unused() throws Exception {
    keepAlive = new KeepAlive(vertx, stream, Duration.ofHours(1));
    hold();
    onContext(keepAlive::stop);
    assertTrue(kafka.calls.isEmpty(), kafka.calls::toString);
  }

  @Test
  @DisplayName("resumes nothing for a batch that needed no poll, though an earlier one did")
  void unusedAgain() throws Exception {
    hold();
    Eventually.holds(() -> polls() >= 1);
    onContext(keepAlive::stop);
    kafka.calls.clear();
    onContext(
        () -> {
          keepAlive.start();
          return keepAlive.stop();
        });
    assertTrue(kafka.calls.isEmpty(), kafka.calls::toString);
  }

  @Test
  @DisplayName("seeks back to records of a partition that is assigned during a poll")
  void givesBack() throws Exception {
    kafka.updateBeginningOffsets(Map.of(partition(2), 5L));
    kafka.schedulePollTask(
        () -> {
          kafka.rebalance(List.of(partition(0), partition(1), partition(2)));
          kafka.addRecord(event(2, 5, 9));
          kafka.addRecord(event(2, 6, 9));
        });
    hold();
    Eventually.holds(() -> !kafka.calls("seek").isEmpty());
    onContext(keepAlive::stop);
    assertEquals(List.of("seek 2=5"), kafka.calls("seek"));
    assertEquals(5, kafka.position(partition(2)));
    assertTrue(kafka.paused().isEmpty());
  }

  @Test
  @DisplayName("never has two concurrent polls, and its end waits for the current one")
  void oneAtATime() throws Exception {
    CountDownLatch polling = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    kafka.schedulePollTask(
        () -> {
          polling.countDown();
          await(answer);
        });
    hold();
    await(polling);
    Promise<Void> later = Promise.promise();
    vertx.setTimer(50, t -> later.complete()); // ten periods
    later.future().await();
    Future<Void> stopped = start(keepAlive::stop);
    assertEquals(1, polls());
    assertFalse(stopped.isComplete());
    answer.countDown();
    stopped.await();
    assertEquals(List.of("pause 2", "poll of 2 paused", "resume 2"), kafka.calls);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @DisplayName("completes although its last poll failed, and still resumes the partitions")
  void pollFails() throws Exception {
    kafka.schedulePollTask(() -> kafka.setPollException(new KafkaException("no broker")));
    hold();
    Eventually.holds(() -> polls() >= 1);
    onContext(keepAlive::stop);
    assertTrue(kafka.paused().isEmpty());
  }

  @Test
  @DisplayName("continues after a failed poll")
  void goesOn() throws Exception {
    kafka.schedulePollTask(() -> kafka.setPollException(new KafkaException("no broker")));
    hold();
    Eventually.holds(() -> polls() >= 3);
    onContext(keepAlive::stop);
    assertTrue(kafka.paused().isEmpty());
  }

  @Test
  @DisplayName("a seek of a partition that was taken away is no failure: another consumer reads it")
  void seekOfAnother() throws Exception {
    onContext(() -> keepAlive.seek(partition(1), 7));
    assertEquals(7, kafka.position(partition(1)));
    onContext(() -> keepAlive.seek(partition(9), 7));
  }
}
