package io.streamproc.consumer.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The topic's identity")
class TopicIdentityTest {
  private final Queue<String> answers = new ArrayDeque<>(List.of("b", "c", "d"));
  private final TopicIdentity topic =
      new TopicIdentity("a", () -> Future.succeededFuture(answers.remove()));

  /** The result of a poll: a record at the first offset, and the position after the last. */
  private static ConsumerRecords<byte[], byte[]> read(int partition, long first, long next) {
    return read(Map.of(partition, new long[] {first, next}));
  }

  private static ConsumerRecords<byte[], byte[]> read(Map<Integer, long[]> ranges) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    ranges.forEach(
        (number, range) -> {
          TopicPartition partition = ScriptedConsumer.partition(number);
          records.put(partition, List.of(ScriptedConsumer.event(number, range[0], 9)));
          next.put(partition, new OffsetAndMetadata(range[1]));
        });
    return new ConsumerRecords<>(records, next);
  }

  private String of(ConsumerRecords<byte[], byte[]> records) {
    return topic.of(records).result();
  }

  @Test
  @DisplayName("is looked up for a partition that is read for the first time")
  void firstRead() {
    assertEquals("b", of(read(0, 10, 20)));
    assertEquals("b", of(read(0, 20, 30)));
    assertEquals("c", of(read(1, 0, 5)));
  }

  @Test
  @DisplayName("is kept while offsets increase, also with gaps")
  void goesOn() {
    of(read(0, 10, 20));
    assertEquals("b", of(read(0, 20, 21)));
    assertEquals("b", of(read(0, 25, 30)));
    assertEquals(2, answers.size());
  }

  @Test
  @DisplayName("is looked up when the offsets of any partition fall back")
  void fallsBack() {
    of(read(Map.of(0, new long[] {10, 20}, 1, new long[] {0, 5})));
    assertEquals("c", of(read(Map.of(0, new long[] {20, 30}, 1, new long[] {4, 6}))));
    assertEquals("c", of(read(Map.of(0, new long[] {30, 31}, 1, new long[] {6, 7}))));
    assertEquals("d", of(read(0, 0, 1)));
  }

  @Test
  @DisplayName("is looked up again for partitions that are not read further")
  void forgotten() {
    of(read(0, 10, 20));
    topic.forget(read(0, 20, 30).partitions());
    assertEquals("c", of(read(0, 30, 40)));
  }

  @Test
  @DisplayName("is unknown if the lookup fails")
  void unknown() {
    TopicIdentity unreachable = new TopicIdentity("a", () -> Future.failedFuture("away"));
    assertTrue(unreachable.of(read(0, 0, 1)).failed());
  }
}
