package io.streamproc.consumer.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The ends of logs")
class LogEndsTest {
  private static final TopicPartition KEPT = new TopicPartition("events", 0);
  private static final TopicPartition REVOKED = new TopicPartition("events", 1);

  private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
    return new ConsumerRecord<>(
        partition.topic(), partition.partition(), offset, new byte[0], new byte[0]);
  }

  @Test
  @DisplayName("are noted, but not of a partition that was revoked since it was polled")
  void revoked() {
    try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest")) {
      consumer.assign(List.of(KEPT, REVOKED));
      consumer.updateBeginningOffsets(Map.of(KEPT, 0L, REVOKED, 0L));
      consumer.updateEndOffsets(Map.of(KEPT, 9L, REVOKED, 5L));
      consumer.seek(KEPT, 0);
      consumer.seek(REVOKED, 0);
      consumer.addRecord(record(KEPT, 0));
      consumer.addRecord(record(REVOKED, 0));
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ZERO);
      assertEquals(2, polled.count());
      consumer.assign(List.of(KEPT));

      LogEnds ends = new LogEnds();
      ends.note(consumer, polled);
      assertEquals(Map.of(KEPT, 9L), new HashMap<>(ends.all()));
    }
  }
}
