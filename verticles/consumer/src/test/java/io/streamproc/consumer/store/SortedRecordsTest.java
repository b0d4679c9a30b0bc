package io.streamproc.consumer.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.consumer.fault.RefusedRecord;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.stores.SinkBatch.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SortedRecordsTest {
  private static final TopicPartition P3 = new TopicPartition("t", 3);
  private static final long APPENDED = 1_700_000_000_000L;

  private static ConsumerRecord<byte[], byte[]> record(long offset, String value) {
    return record(offset, value, APPENDED);
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, String value, long timestamp) {
    byte[] bytes = value == null ? null : value.getBytes(UTF_8);
    return new ConsumerRecord<>(
        P3.topic(),
        P3.partition(),
        offset,
        timestamp,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        null,
        bytes,
        new RecordHeaders(),
        Optional.empty());
  }

  private static SortedRecords sort(SeriesName kept, long next, String... values) {
    List<ConsumerRecord<byte[], byte[]>> list = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      list.add(record(100 + i, values[i]));
    }
    return sort(kept, next, list);
  }

  private static SortedRecords sort(
      SeriesName kept, long next, List<ConsumerRecord<byte[], byte[]>> list) {
    var records = new ConsumerRecords<>(Map.of(P3, list), Map.of(P3, new OffsetAndMetadata(next)));
    return SortedRecords.sort(records, new EventDecoder(), new Threshold(5), kept, "id");
  }

  @Test
  @DisplayName("every event is kept by exactly one side, and 5 is low")
  void sides() {
    String[] values = {
      "{\"amount\":5}",
      "{\"amount\":5.0000000000000009,\"time\":7}",
      "{\"amount\":-1}",
      "{\"amount\":9}"
    };
    var high = sort(SeriesName.HIGH, 104, values).batch();
    var low = sort(SeriesName.LOW, 104, values).batch();
    assertEquals(2, high.size());
    assertEquals(2, low.size());
    assertEquals(101, high.offset(0));
    assertEquals(7, high.time(0));
    assertEquals(103, high.offset(1));
    assertEquals(100, low.offset(0));
    assertEquals(5, low.amount(0));
  }

  @Test
  @DisplayName("an event without a time takes the broker's append time, the same at every reading")
  void appendTime() {
    assertEquals(APPENDED, sort(SeriesName.LOW, 101, "{\"amount\":1}").batch().time(0));
  }

  @Test
  @DisplayName("an event without a time in a record without one is put aside, its neighbours not")
  void noTime() {
    SortedRecords sorted =
        sort(
            SeriesName.LOW,
            102,
            List.of(
                record(100, "{\"amount\":1}", ConsumerRecord.NO_TIMESTAMP),
                record(101, "{\"amount\":1,\"time\":7}", ConsumerRecord.NO_TIMESTAMP)));
    assertEquals(List.of(100L), sorted.dead().stream().map(d -> d.record().offset()).toList());
    assertEquals(101, sorted.batch().offset(0));
    assertEquals(1, sorted.batch().size());
  }

  @Test
  @DisplayName("what was read covers the other side's events and what the broker skipped")
  void ranges() {
    var sorted = sort(SeriesName.HIGH, 110, "{\"amount\":1}", "{\"amount\":2}");
    assertEquals(0, sorted.batch().size());
    assertEquals(Map.of(3, new OffsetRange(100, 110)), sorted.batch().ranges());
    assertEquals(110, sorted.next().get(P3).offset());
  }

  @Test
  @DisplayName(
      "a record that is no event is put aside with its identity; its neighbours go through")
  void poison() {
    var sorted =
        sort(SeriesName.HIGH, 104, "{\"amount\":6}", "{\"amount\":\"6\"}", null, "{\"amount\":7}");
    assertEquals(2, sorted.batch().size());
    assertEquals(
        List.of("t-3@101", "t-3@102"), sorted.dead().stream().map(RefusedRecord::source).toList());
    assertTrue(
        sorted.dead().get(0).reason().contains("'amount' must be a number"),
        sorted.dead().toString());
    assertTrue(sorted.dead().get(1).reason().contains("no value"));
  }
}
