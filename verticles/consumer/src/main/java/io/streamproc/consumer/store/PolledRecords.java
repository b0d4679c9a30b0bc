package io.streamproc.consumer.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records one poll has returned, or several, one after another. It does not keep the records:
 * with those of a backlog alive until they are stored, a third of a consumer's processor time was
 * the collector's.
 */
public final class PolledRecords {
  private int count;
  private final Map<TopicPartition, Long> first = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
  private final Map<TopicPartition, Long> newest = new HashMap<>(); // append time
  private long[] appends = new long[4];
  private int appendCount;
  private long oldest = Long.MAX_VALUE;

  PolledRecords() {}

  public PolledRecords(ConsumerRecords<byte[], byte[]> records) {
    add(records);
  }

  void add(ConsumerRecords<byte[], byte[]> records) {
    count += records.count();
    next.putAll(records.nextOffsets());
    for (TopicPartition partition : records.partitions()) {
      var ofPartition = records.records(partition);
      first.putIfAbsent(partition, ofPartition.get(0).offset());
      oldest = Math.min(oldest, ofPartition.get(0).timestamp());
      long last = newest.getOrDefault(partition, Long.MIN_VALUE);
      for (ConsumerRecord<byte[], byte[]> record : ofPartition) {
        if (record.timestamp() != last) {
          last = record.timestamp();
          append(last);
        }
      }
      newest.put(partition, last);
    }
  }

  private void append(long time) {
    if (appendCount == appends.length) {
      appends = Arrays.copyOf(appends, appendCount * 2);
    }
    appends[appendCount++] = time;
  }

  /**
   * Whether the next poll continues each partition of these records where they end.
   *
   * @param gaps offsets without records before the first ones of the next poll, by partition their
   *     first one
   */
  boolean isFollowedBy(ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Long> gaps) {
    return follow(records, next, gaps);
  }

  /**
   * Whether records of each partition begin where others end.
   *
   * @param next the positions after the others
   * @param gaps as above
   */
  public static boolean follow(
      ConsumerRecords<byte[], byte[]> records,
      Map<TopicPartition, OffsetAndMetadata> next,
      Map<TopicPartition, Long> gaps) {
    for (TopicPartition partition : records.partitions()) {
      OffsetAndMetadata end = next.get(partition);
      long begin = records.records(partition).get(0).offset();
      if (end != null
          && begin != end.offset()
          && (begin < end.offset() || gaps.getOrDefault(partition, begin) > end.offset())) {
        return false;
      }
    }
    return true;
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
    return newest.values().stream().mapToLong(time -> time).min().orElse(Long.MAX_VALUE);
  }

  /**
   * Append times, epoch milliseconds: one for each run of records with the same, because the broker
   * gives all records of one append the same time.
   */
  public LongStream appends() {
    return Arrays.stream(appends, 0, appendCount);
  }
}
