package io.streamproc.consumer.loop;

import static io.streamproc.consumer.loop.ScriptedConsumer.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.role.RecordingSink;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The loop, when something fails,")
@Timeout(60)
class ConsumerLoopFaultsTest extends RunningLoop {
  @Test
  @DisplayName("continues after a failed commit, because the store drops duplicates")
  void commitFails() {
    kafka.failCommits(new KafkaException("coordinator away"));
    kafka.next(event(0, 0, 9));
    kafka.next(event(0, 1, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 2);
    assertEquals(List.of("0@0", "0@1"), store.positions());
    assertTrue(kafka.calls("seek").isEmpty());
  }

  @Test
  @DisplayName("polls again after a failed poll, and reports the reason in its readiness meanwhile")
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
  @DisplayName(
      "reads again the records that the store has lost, and the whole batch, before it commits")
  void storeIsBehind() {
    kafka.next(event(0, 0, 9), event(0, 1, 9), event(1, 0, 9));
    Eventually.holds(() -> kafka.calls("hint").size() == 1 && kafka.calls("commit").size() == 1);
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
    Eventually.holds(() -> kafka.calls("commit").equals(List.of("commit 0=3 1=2")));
    assertEquals(
        Stream.of("0@0", "0@1", "1@0", "0@1", "0@2", "1@1").sorted().toList(),
        store.positions().stream().sorted().toList());
    assertEquals(2, lookUps.get(), "another topic may be what the store lacks");
  }

  /**
   * Such a failure once led directly to the next poll, which continued after the batch; the next
   * commit then skipped the batch permanently.
   */
  @Test
  @DisplayName("reads a batch again after an unexpected failure")
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
    Eventually.holds(() -> kafka.calls("commit").equals(List.of("commit 0=1 1=1")));
    assertEquals(2, store.positions().size());
  }

  @Test
  @DisplayName("gives the events of a recreated topic another identity")
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
}
