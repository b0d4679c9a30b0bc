package io.streamproc.consumer.loop;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Where each partition was read up to without interruption, to tell gaps of Kafka's offsets from
 * records that were not read. Markers of transactions, records of aborted transactions and
 * compaction leave offsets without records, and a poll may end before them: the first record of the
 * next poll then does not follow the last one of this poll, although nothing lies between them.
 *
 * <p>A partition is known only while it stays assigned: afterwards another consumer may have read
 * on. For one context.
 */
final class ReadPositions {
  private final Map<TopicPartition, Long> next = new HashMap<>();

  /**
   * Must be called for the records of each poll, in turn. A poll without records of a partition may
   * pass offsets of it as well: they are part of the gap before its next records.
   *
   * @return the first offset of the gap before the records, of each partition that has one
   */
  Map<TopicPartition, Long> polled(ConsumerRecords<?, ?> records) {
    Map<TopicPartition, Long> gaps = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      Long expected = next.put(partition, records.nextOffsets().get(partition).offset());
      if (expected != null && expected < records.records(partition).get(0).offset()) {
        gaps.put(partition, expected);
      }
    }
    return gaps;
  }

  /** Must be called when the next poll reads a partition from another offset on. */
  void set(TopicPartition partition, long offset) {
    next.put(partition, offset);
  }

  /** Must be called when partitions have been assigned, before the poll that assigned them ends. */
  void forget(Collection<TopicPartition> partitions) {
    next.keySet().removeAll(partitions);
  }
}
