package io.streamproc.consumer.store;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records a poll has returned. It does not keep the records: with those of a backlog alive
 * until they are stored, a third of a consumer's processor time was the collector's.
 */
public final class PolledRecords {
  private final int count;
  private final Map<TopicPartition, Long> first = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> next;
  private final long[] appends;
  private long oldest = Long.MAX_VALUE;
  private long storedUntil = Long.MAX_VALUE;

  public PolledRecords(ConsumerRecords<byte[], byte[]> records) {
    count = records.count();
    next = records.nextOffsets();
    LongStream.Builder times = LongStream.builder();
    for (TopicPartition partition : records.partitions()) {
      var ofPartition = records.records(partition);
      first.put(partition, ofPartition.get(0).offset());
      oldest = Math.min(oldest, ofPartition.get(0).timestamp());
      storedUntil = Math.min(storedUntil, ofPartition.get(ofPartition.size() - 1).timestamp());
      long last = Long.MIN_VALUE;
      for (ConsumerRecord<byte[], byte[]> record : ofPartition) {
        if (record.timestamp() != last) {
          last = record.timestamp();
          times.add(last);
        }
      }
    }
    appends = times.build().toArray();
  }

  /** Number of records, 0 or more. */
  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Offset of the first record of each partition. */
  public Map<TopicPartition, Long> first() {
    return first;
  }

  /** Positions to commit after the records are stored. */
  public Map<TopicPartition, OffsetAndMetadata> next() {
    return next;
  }

  /** When the broker appended the first of these records, epoch milliseconds. */
  public long oldest() {
    return oldest;
  }

  /**
   * Every record of their partitions that the broker appended before is among these or stored
   * before, epoch milliseconds.
   */
  public long storedUntil() {
    return storedUntil;
  }

  /**
   * Append times, epoch milliseconds: one for each run of records with the same, because the broker
   * gives all records of one append the same time.
   */
  public LongStream appends() {
    return LongStream.of(appends);
  }
}
