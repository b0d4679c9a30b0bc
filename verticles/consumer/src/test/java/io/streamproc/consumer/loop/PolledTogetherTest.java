package io.streamproc.consumer.loop;

import static io.streamproc.consumer.loop.ScriptedConsumer.event;
import static io.streamproc.consumer.loop.ScriptedConsumer.partition;
import static io.streamproc.consumer.loop.ScriptedConsumer.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Polls of a backlog")
class PolledTogetherTest {
  private static final BatchLimits LIMITS = new BatchLimits(2, 6, 1_000);

  private PolledTogether together = new PolledTogether(LIMITS);
  private final Queue<Supplier<ConsumerRecords<byte[], byte[]>>> polls = new ArrayDeque<>();

  @SafeVarargs
  private static ConsumerRecords<byte[], byte[]> poll(ConsumerRecord<byte[], byte[]>... records) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> all = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> one : records) {
      all.computeIfAbsent(partition(one.partition()), p -> new ArrayList<>()).add(one);
      next.put(partition(one.partition()), new OffsetAndMetadata(one.offset() + 1));
    }
    return new ConsumerRecords<>(all, next);
  }

  @SafeVarargs
  private void then(ConsumerRecord<byte[], byte[]>... records) {
    polls.add(() -> poll(records));
  }

  private void thenFails(RuntimeException e) {
    polls.add(
        () -> {
          throw e;
        });
  }

  @SafeVarargs
  private ConsumerRecords<byte[], byte[]> after(ConsumerRecord<byte[], byte[]>... first) {
    return together.fill(poll(first), this::next);
  }

  private ConsumerRecords<byte[], byte[]> next(Duration timeout) {
    assertEquals(Duration.ZERO, timeout, "waits for nothing");
    return polls.remove().get();
  }

  private static void assertOffsets(
      ConsumerRecords<byte[], byte[]> records, int partition, long... offsets) {
    List<ConsumerRecord<byte[], byte[]>> found = records.records(partition(partition));
    assertEquals(
        Arrays.stream(offsets).boxed().toList(),
        found.stream().map(ConsumerRecord::offset).toList());
    assertEquals(
        offsets[offsets.length - 1] + 1, records.nextOffsets().get(partition(partition)).offset());
  }

  @Test
  @DisplayName("are one, until fewer records than asked for are fetched")
  void joined() {
    then(event(0, 2, 9), event(1, 0, 9));
    then(event(1, 1, 9));
    ConsumerRecords<byte[], byte[]> all = after(event(0, 0, 9), event(0, 1, 9));
    assertEquals(5, all.count());
    assertOffsets(all, 0, 0, 1, 2);
    assertOffsets(all, 1, 0, 1);
    assertTrue(polls.isEmpty());
  }

  @Test
  @DisplayName("end at the limit of records, which they do not exceed")
  void limitOfRecords() {
    IntStream.range(1, 9).forEach(i -> then(event(0, 2 * i, 9), event(0, 2 * i + 1, 9)));
    assertEquals(LIMITS.records(), after(event(0, 0, 9), event(0, 1, 9)).count());
    assertEquals(6, polls.size());
  }

  @Test
  @DisplayName("end at the limit of bytes")
  void limitOfBytes() {
    String large = " ".repeat(600);
    then(record(0, 2, large), record(0, 3, large));
    assertEquals(2, after(record(0, 0, large), record(0, 1, large)).count());
    assertEquals(1, polls.size());
  }

  @Test
  @DisplayName("end before records that do not follow on those before, which are left over")
  void notFollowing() {
    then(event(1, 0, 9), event(0, 3, 9)); // offset 2 may be of another consumer
    then(event(0, 4, 9));
    ConsumerRecords<byte[], byte[]> all = after(event(0, 0, 9), event(0, 1, 9));
    assertEquals(2, all.count());
    assertOffsets(all, 0, 0, 1);
    assertEquals(2, together.rest().count());
    assertOffsets(together.rest(), 0, 3);
    assertOffsets(together.rest(), 1, 0);
    assertEquals(1, polls.size());
  }

  @Test
  @DisplayName("end before records that were read already, as after a rebalance")
  void readAgain() {
    then(event(0, 0, 9), event(0, 1, 9));
    assertOffsets(after(event(0, 0, 9), event(0, 1, 9)), 0, 0, 1);
    assertOffsets(together.rest(), 0, 0, 1);
  }

  @Test
  @DisplayName("leave nothing over of partitions that are read from elsewhere")
  void withoutPartitions() {
    ConsumerRecords<byte[], byte[]> rest = poll(event(0, 3, 9), event(1, 0, 9));
    ConsumerRecords<byte[], byte[]> others = BacklogConsumer.without(rest, List.of(partition(0)));
    assertEquals(1, others.count());
    assertOffsets(others, 1, 0);
    assertEquals(Set.of(partition(1)), others.nextOffsets().keySet());
    assertTrue(BacklogConsumer.without(others, List.of(partition(1))).isEmpty());
    assertTrue(BacklogConsumer.without(poll(), List.of(partition(1))).isEmpty());
  }

  @Test
  @DisplayName("keep what was read before one of them failed")
  void failure() {
    for (RuntimeException e :
        List.of(
            new KafkaException("no broker"),
            new WakeupException(),
            new IllegalStateException("unexpected error code"))) {
      together = new PolledTogether(LIMITS);
      thenFails(e);
      assertOffsets(after(event(0, 0, 9), event(0, 1, 9)), 0, 0, 1);
      assertTrue(together.rest().isEmpty());
    }
  }

  @Test
  @DisplayName("keep the positions of partitions without records")
  void passed() {
    polls.add(
        () -> new ConsumerRecords<>(Map.of(), Map.of(partition(1), new OffsetAndMetadata(7))));
    ConsumerRecords<byte[], byte[]> all = after(event(0, 0, 9), event(0, 1, 9));
    assertEquals(7, all.nextOffsets().get(partition(1)).offset());
  }
}
