package io.streamproc.consumer.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.testkit.Eventually;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A batch of several polls")
@Timeout(60)
class SeveralPollsTest extends RunningLoop {
  private static final int POLL = LIMITS.poll();

  @BeforeEach
  void keepPositions() {
    store.keepPositions();
  }

  private static Stream<ConsumerRecord<byte[], byte[]>> events(int partition, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> ScriptedConsumer.event(partition, i, 9));
  }

  private static Stream<ConsumerRecord<byte[], byte[]>> records(int to, String value) {
    return IntStream.range(0, to).mapToObj(i -> ScriptedConsumer.record(0, i, value));
  }

  @SuppressWarnings("unchecked")
  private void next(Stream<ConsumerRecord<byte[], byte[]>> records) {
    kafka.next(records.toArray(ConsumerRecord[]::new));
  }

  private void assertAllStoredOnce(int... counts) {
    List<String> all = new ArrayList<>();
    for (int partition = 0; partition < counts.length; partition++) {
      for (int offset = 0; offset < counts[partition]; offset++) {
        all.add(partition + "@" + offset);
      }
    }
    Eventually.holds(() -> store.positions().size() >= all.size());
    assertEquals(Set.copyOf(all), Set.copyOf(store.positions()));
    assertEquals(all.size(), store.positions().size());
  }

  @Test
  @DisplayName("takes no more records than the limit, and is committed as a whole")
  void records() {
    next(events(0, 0, 2 * POLL + 1));
    assertAllStoredOnce(2 * POLL + 1);
    assertEquals(List.of("store 1000", "store 1"), kafka.calls("store"));
    Eventually.holds(() -> kafka.calls("commit").equals(List.of("commit 0=1000", "commit 0=1001")));
  }

  @Test
  @DisplayName("has the events and the dead letters of all of its polls")
  void allKinds() {
    next(
        Stream.concat(
            IntStream.range(0, POLL).mapToObj(i -> ScriptedConsumer.record(0, i, "{}")),
            events(0, POLL, POLL + 3)));
    Eventually.holds(() -> store.positions().size() == 3);
    assertEquals(POLL, counted("dead"));
    assertEquals(POLL + 3, counted("read"));
    assertEquals(List.of("dead t-0@0"), kafka.calls("dead"), "one request for all");
    Eventually.holds(() -> kafka.calls("commit").equals(List.of("commit 0=" + (POLL + 3))));
  }

  @Test
  @DisplayName("of large events ends at the limit of bytes")
  void largeEvents() {
    next(records(POLL + 1, "{\"amount\":9" + " ".repeat(3_000) + ",\"time\":1}"));
    assertAllStoredOnce(POLL + 1);
    assertEquals(List.of("store 500", "store 1"), kafka.calls("store"));
  }

  @Test
  @DisplayName("of large dead letters ends at the limit of bytes")
  void largeLetters() {
    next(records(POLL + 1, "no event" + " ".repeat(2_000)));
    Eventually.holds(() -> counted("dead") == POLL + 1);
    assertEquals(List.of("dead t-0@0", "dead t-0@500"), kafka.calls("dead"));
  }

  /** A full poll of each partition, in any order. */
  private void nextOfBoth() {
    next(Stream.concat(events(0, 0, POLL), events(1, 0, POLL)));
  }

  @Test
  @DisplayName("ends before the records of another incarnation of the topic")
  void otherTopic() {
    topicIdAfterwards = Future.succeededFuture("id-2");
    nextOfBoth();
    Eventually.holds(() -> kafka.calls("seek").size() == 1);
    int second = kafka.calls("seek").contains("seek 0=0") ? 0 : 1;
    next(events(second, 0, POLL)); // read again
    assertAllStoredOnce(POLL, POLL);
    assertEquals(List.of("store 500", "store 500"), kafka.calls("store"));
    assertEquals(Set.of("id-1", "id-2"), store.topicIds());
    assertEquals(List.of("seek " + second + "=0"), kafka.calls("seek"));
  }

  @Test
  @DisplayName("is read again from its beginning if one of its polls can't be sorted")
  void notSorted() {
    topicIdAfterwards = Future.failedFuture(new IllegalStateException("a bug"));
    nextOfBoth();
    Eventually.holds(() -> Set.of("seek 0=0", "seek 1=0").equals(Set.copyOf(kafka.calls("seek"))));
    assertEquals(List.of(), store.positions());
    assertEquals(List.of(), kafka.calls("commit"));
    topicId = Future.succeededFuture("id-1");
    topicIdAfterwards = null;
    nextOfBoth();
    assertAllStoredOnce(POLL, POLL);
  }

  @Test
  @DisplayName("is stored although the poll after it fails, which the next turn reports")
  void pollFails() {
    kafka.failFetched(new KafkaException("no broker"));
    next(events(0, 0, POLL));
    assertAllStoredOnce(POLL);
    kafka.nextFails(new KafkaException("no broker"));
    Eventually.holds(() -> !reasons.isEmpty());
    next(events(0, POLL, POLL + 1));
    assertAllStoredOnce(POLL + 1);
    assertEquals(List.of(), kafka.calls("seek"));
  }
}
