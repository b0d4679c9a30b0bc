package io.streamproc.consumer.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A consumer with a backlog")
class ReadAheadTest extends RunningLoop {
  private static final String READ_AHEAD = "poll of 0 paused";

  @BeforeEach
  void limit() {
    kafka.setMaxPollRecords(ConsumerLoop.BACKLOG);
  }

  /** Events of partition 0 from one offset to another, exclusive. */
  @SuppressWarnings("unchecked")
  private static ConsumerRecord<byte[], byte[]>[] events(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(offset -> ScriptedConsumer.event(0, offset, 9))
        .toArray(ConsumerRecord[]::new);
  }

  @Test
  @DisplayName("reads the next batch while one is stored, and commits them one after another")
  void readsAhead() {
    Promise<Void> answer = Promise.promise();
    storeAnswers = answer.future();
    kafka.next(events(0, 1_005));
    Eventually.holds(() -> kafka.calls.contains(READ_AHEAD));
    assertEquals(List.of("store 1000"), kafka.calls("store"));
    assertTrue(kafka.calls("commit").isEmpty());
    context.runOnContext(v -> answer.complete());
    Eventually.holds(() -> kafka.calls("commit").equals(List.of("commit 0=1000", "commit 0=1005")));
    assertEquals(1_005, store.positions().size());
    assertTrue(kafka.calls("seek").isEmpty());
  }

  @Test
  @DisplayName("drops what it has read ahead when it goes back to what the store lacks")
  void goesBack() {
    kafka.next(events(0, 2));
    Eventually.holds(() -> kafka.calls("hint").size() == 1 && kafka.calls("commit").size() == 1);
    store.fallBack(0, 1);
    kafka.calls.clear();
    kafka.next(events(2, 1_007));
    Eventually.holds(() -> kafka.calls("seek").size() == 1);
    assertEquals(List.of("seek 0=1"), kafka.calls("seek"));
    assertTrue(kafka.calls("commit").isEmpty());
    kafka.next(events(1, 1_007));
    Eventually.holds(() -> kafka.calls("commit").equals(List.of("commit 0=1001", "commit 0=1007")));
    assertEquals(1_008, store.positions().size(), "offset 1 was lost and stored again");
  }

  @Test
  @DisplayName("reads again what it could not sort while another batch was stored")
  void notSorted() {
    kafka.next(events(0, 1));
    Eventually.holds(() -> store.positions().size() == 1);
    topicId = Future.failedFuture(new IllegalStateException("a bug"));
    kafka.next(events(1, 1_001));
    kafka.next(ScriptedConsumer.event(1, 0, 9)); // of a partition whose topic is looked up
    Eventually.holds(() -> kafka.calls("seek").contains("seek 1=0"));
    Eventually.holds(() -> kafka.calls("commit").contains("commit 0=1001"));
    topicId = Future.succeededFuture("id-1");
    kafka.next(ScriptedConsumer.event(1, 0, 9));
    Eventually.holds(() -> store.positions().contains("1@0"));
    assertEquals(1_002, store.positions().size());
  }

  @Test
  @DisplayName("stops after the batch that is being stored, without what it has read ahead")
  void stops() {
    Promise<Void> answer = Promise.promise();
    storeAnswers = answer.future();
    kafka.next(events(0, 1_005));
    Eventually.holds(() -> kafka.calls.contains(READ_AHEAD));
    var stopped = stop();
    Eventually.holds(() -> stopping);
    context.runOnContext(v -> answer.complete());
    stopped.await();
    assertEquals(List.of("commit 0=1000"), kafka.calls("commit"));
    assertEquals(1_000, store.positions().size());
  }
}
