package io.streamproc.consumer.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.consumer.fault.RefusedRecord;
import io.streamproc.core.Names;
import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.stores.SinkBatch.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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

  private static Predicate<Event> side(SeriesName kept) {
    return event -> new Threshold(5).seriesOf(event.amount()) == kept;
  }

  private static SortedRecords sort(
      SeriesName kept, long next, List<ConsumerRecord<byte[], byte[]>> list) {
    return sort(kept, next, new RecordTraces(false), list);
  }

  private static SortedRecords sort(
      SeriesName kept, long next, RecordTraces traces, List<ConsumerRecord<byte[], byte[]>> list) {
    var records = new ConsumerRecords<>(Map.of(P3, list), Map.of(P3, new OffsetAndMetadata(next)));
    BatchBuilder batch = new BatchBuilder(new EventDecoder(), side(kept), traces);
    batch.add("id", records, Map.of());
    return batch.build(Map.of());
  }

  private static ConsumerRecord<byte[], byte[]> traced(long offset, double amount, String trace) {
    ConsumerRecord<byte[], byte[]> record = record(offset, "{\"amount\":" + amount + "}");
    record.headers().add(Names.HEADER_TRACEPARENT, trace == null ? null : trace.getBytes(UTF_8));
    return record;
  }

  private static String trace(int number) {
    return String.format(Locale.ROOT, "00-%032x-00f067aa0ba902b7-01", number);
  }

  @Test
  @DisplayName("the traces of the kept events are collected once each, and no other header")
  void traces() {
    List<ConsumerRecord<byte[], byte[]>> list =
        List.of(
            traced(0, 9, trace(1)),
            traced(1, 9, trace(1)),
            traced(2, 1, trace(2)), // of the other side
            traced(3, 9, null),
            traced(4, 9, ""),
            traced(5, 9, "\u0000".repeat(100_000)),
            traced(6, 9, trace(3)),
            traced(7, 9, trace(1)));
    SortedRecords sorted = sort(SeriesName.HIGH, 8, new RecordTraces(true), list);
    assertEquals(List.of(trace(1), trace(3)), List.copyOf(sorted.traces()));
    assertEquals(7, sorted.batch().size());
    assertEquals(List.of(), sorted.dead());
    assertEquals(Set.of(), sort(SeriesName.HIGH, 8, new RecordTraces(false), list).traces(), "off");
    List<ConsumerRecord<byte[], byte[]>> many =
        IntStream.range(0, 1_000).mapToObj(i -> traced(i, 9, trace(i + 1))).toList();
    assertEquals(
        RecordTraces.MOST,
        sort(SeriesName.HIGH, 1_000, new RecordTraces(true), many).traces().size());
  }

  @Test
  @DisplayName("the ids of watched events that are kept are collected, and no malformed ones")
  void watched() {
    List<ConsumerRecord<byte[], byte[]>> list =
        List.of(
            watched(0, 9, "a-1"),
            watched(1, 1, "other-side"),
            watched(2, 9, null),
            watched(3, 9, ""),
            watched(4, 9, "x".repeat(41)),
            watched(5, 9, "a\nb"),
            watched(6, 9, "b"));
    RecordTraces traces = new RecordTraces(false);
    assertEquals(List.of("a-1", "b"), sort(SeriesName.HIGH, 7, traces, list).watched());
    List<ConsumerRecord<byte[], byte[]>> many =
        IntStream.range(0, 1_000).mapToObj(i -> watched(i, 9, "id-" + i)).toList();
    assertEquals(WatchedEvents.MOST, sort(SeriesName.HIGH, 1_000, traces, many).watched().size());
  }

  private static ConsumerRecord<byte[], byte[]> watched(long offset, double amount, String id) {
    ConsumerRecord<byte[], byte[]> record = record(offset, "{\"amount\":" + amount + "}");
    record.headers().add(Names.HEADER_WATCH, id == null ? null : id.getBytes(UTF_8));
    return record;
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
  @DisplayName(
      "an event without a time in a record without one becomes a dead letter, the others do not")
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
  @DisplayName(
      "the read offsets include events of the other series and offsets that the broker skipped")
  void ranges() {
    var sorted = sort(SeriesName.HIGH, 110, "{\"amount\":1}", "{\"amount\":2}");
    assertEquals(0, sorted.batch().size());
    assertEquals(Map.of(3, new OffsetRange(100, 110)), sorted.batch().ranges());
    assertEquals(110, sorted.read().next().get(P3).offset());
  }

  @Test
  @DisplayName("an event's record can be written as a dead letter: key, value, time and identity")
  void originals() {
    List<ConsumerRecord<byte[], byte[]>> list = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String value = "{\"amount\":" + (i % 2 == 0 ? 9 : 1) + " ".repeat(i * 3) + "}";
      byte[] key = i % 3 == 0 ? ("key " + i).getBytes(UTF_8) : null;
      list.add(
          new ConsumerRecord<>(
              P3.topic(),
              P3.partition(),
              100 + i,
              APPENDED + i,
              TimestampType.LOG_APPEND_TIME,
              0,
              0,
              key,
              value.getBytes(UTF_8),
              new RecordHeaders(),
              Optional.empty()));
    }
    SortedRecords sorted = sort(SeriesName.HIGH, 150, list);
    for (int i = 0; i < 50; i += 2) {
      ConsumerRecord<byte[], byte[]> record = sorted.record(3, 100 + i);
      assertEquals("t-3@" + (100 + i), new RefusedRecord("id", record, "").source());
      assertEquals(APPENDED + i, record.timestamp());
      assertArrayEquals(list.get(i).key(), record.key());
      assertArrayEquals(list.get(i).value(), record.value());
    }
    assertThrows(IllegalArgumentException.class, () -> sorted.record(3, 101));
  }

  @Test
  @DisplayName("an invalid record becomes a dead letter with its identity; the others are kept")
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
