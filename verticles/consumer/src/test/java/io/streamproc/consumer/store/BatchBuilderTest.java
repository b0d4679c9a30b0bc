package io.streamproc.consumer.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.event.EventDecoder;
import io.streamproc.stores.SinkBatch.OffsetRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A batch that takes one poll after another")
class BatchBuilderTest {
  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final TopicPartition P1 = new TopicPartition("t", 1);

  private final BatchBuilder batch =
      new BatchBuilder(new EventDecoder(), event -> event.amount() > 5, new RecordTraces(false));

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, long appended, String value) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        appended,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        "key".getBytes(UTF_8),
        value.getBytes(UTF_8),
        new RecordHeaders(),
        Optional.empty());
  }

  @SafeVarargs
  private static ConsumerRecords<byte[], byte[]> poll(ConsumerRecord<byte[], byte[]>... records) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> all = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      all.merge(
          partition, List.of(record), (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
      next.put(partition, new OffsetAndMetadata(record.offset() + 1));
    }
    return new ConsumerRecords<>(all, next);
  }

  private static ConsumerRecord<byte[], byte[]> event(TopicPartition partition, long offset) {
    return record(partition, offset, 1_000 + offset, "{\"amount\":9}");
  }

  @ParameterizedTest(name = "from offset {0}, gap from {1}: {2}")
  @DisplayName("takes records that follow on those before, or on a gap, and no others")
  @CsvSource({
    "12, , true",
    "13, , false", // read by another consumer meanwhile
    "13, 12, true",
    "15, 11, true", // a poll without records passed a part of the gap
    "15, 13, false",
    "11, , false", // read again
    "11, 10, false",
    "0, , false"
  })
  void follows(long offset, Long gap, boolean taken) {
    batch.add("id", poll(event(P0, 10), event(P0, 11)), Map.of());
    ConsumerRecords<byte[], byte[]> next = poll(event(P0, offset), event(P1, 0));
    assertEquals(taken, batch.add("id", next, gap == null ? Map.of() : Map.of(P0, gap)));
    SortedRecords sorted = batch.build(Map.of());
    assertEquals(taken ? 4 : 2, sorted.batch().size());
    assertEquals(taken ? 4 : 2, sorted.read().count());
    assertEquals(taken, sorted.read().first().containsKey(P1));
    assertEquals(
        new OffsetRange(10, taken ? offset + 1 : 12), sorted.batch().ranges().get(P0.partition()));
  }

  @Test
  @DisplayName("states a gap before its first records as read")
  void gapBefore() {
    batch.add("id", poll(event(P0, 10)), Map.of(P0, 7L));
    assertEquals(Map.of(0, new OffsetRange(7, 11)), batch.build(Map.of()).batch().ranges());
  }

  @Test
  @DisplayName("takes no records of another incarnation of the topic")
  void otherTopic() {
    batch.add("id-1", poll(event(P0, 10)), Map.of());
    assertEquals(false, batch.add("id-2", poll(event(P1, 0)), Map.of()));
    assertEquals("id-1", batch.build(Map.of()).batch().topicId());
  }

  @Test
  @DisplayName("knows what was read by all polls: counts, positions and times")
  void read() {
    batch.add("id", poll(record(P0, 1, 50, "{}"), record(P1, 7, 40, "{}")), Map.of());
    batch.add("id", poll(record(P0, 2, 50, "{}"), record(P0, 3, 60, "{}")), Map.of());
    PolledRecords read = batch.build(Map.of()).read();
    assertEquals(4, read.count());
    assertEquals(Map.of(P0, 1L, P1, 7L), read.first());
    assertEquals(Map.of(P0, new OffsetAndMetadata(4), P1, new OffsetAndMetadata(8)), read.next());
    assertEquals(40, read.oldest());
    assertEquals(40, read.storedUntil());
    assertEquals(List.of(40L, 50L, 60L), read.appends().sorted().boxed().toList());
  }

  @Test
  @DisplayName("counts what it keeps: events of its series and dead letters, and no others")
  void bytes() {
    batch.add("id", poll(record(P0, 0, 1, "{\"amount\":1}")), Map.of());
    assertEquals(0, batch.bytes());
    batch.add("id", poll(record(P0, 1, 1, "{\"amount\":9}")), Map.of());
    assertEquals(12 + 3, batch.bytes());
    ConsumerRecord<byte[], byte[]> letter = record(P0, 2, 1, "{}");
    letter.headers().add("header", new byte[100]).add("null", null);
    batch.add("id", poll(letter), Map.of());
    assertEquals(15 + 1_000 + 2 + 3 + 6 + 100 + 4, batch.bytes());
  }
}
