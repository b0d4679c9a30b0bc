package io.streamproc.audit.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.audit.kafka.TopicLog;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The age of a lag")
class KafkaDoctorTest {
  private static final long NOW = 1_700_000_000_000L;

  /** A partition with a record at every odd offset, one a second; the others have markers. */
  private static final class OddOffsets implements TopicLog {
    @Override
    public String topicId(String topic) {
      return "id";
    }

    @Override
    public TreeMap<Integer, Range> ranges(String topic) {
      return new TreeMap<>(Map.of(0, new Range(0, 10)));
    }

    @Override
    public Map<Integer, Position> positions(String group, String topic) {
      return Map.of();
    }

    @Override
    public void commit(String group, String topic, Map<Integer, Position> positions) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void read(
        String topic, Map<Integer, Range> ranges, Consumer<ConsumerRecord<byte[], byte[]>> each) {
      Range range = ranges.get(0);
      for (long offset = range.begin(); offset < range.end(); offset++) {
        if (offset % 2 == 1) {
          each.accept(record(topic, offset, NOW - 10_000 + offset * 1_000));
        }
      }
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, long offset, long timestamp) {
    return new ConsumerRecord<>(
        topic,
        0,
        offset,
        timestamp,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        null,
        new byte[0],
        new RecordHeaders(),
        Optional.empty());
  }

  private static Duration age(long begin, long end) {
    return KafkaDoctor.age(
        new OddOffsets(), "events", Map.of(0, new TopicLog.Range(begin, end)), NOW);
  }

  @Test
  @DisplayName("is that of the first record, also behind the marker of a transaction")
  void behindMarker() {
    assertEquals(Duration.ofSeconds(9), age(1, 10));
    assertEquals(Duration.ofSeconds(7), age(2, 10));
  }

  @Test
  @DisplayName("is zero if only a marker is left, or nothing")
  void onlyMarker() {
    assertEquals(Duration.ZERO, age(8, 9));
    assertEquals(Duration.ZERO, KafkaDoctor.age(new OddOffsets(), "events", Map.of(), NOW));
  }
}
