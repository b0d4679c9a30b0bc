package io.streamproc.consumer.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * What a dead letter repeats of the records behind a batch's events: key, value and append time.
 * Kept in columns, because hardly any of them becomes a dead letter.
 */
final class Originals {
  private static final int CAPACITY = 16;
  private static final int USUAL_LENGTH = 40;

  private final Map<Integer, byte[]> keys = new HashMap<>(); // most events have none
  private long keyBytes;
  private byte[] values = new byte[CAPACITY * USUAL_LENGTH];
  private int[] ends = new int[CAPACITY];
  private long[] appended = new long[CAPACITY];
  private int size;

  /** Must be called for the record of each event, in the order of the batch. */
  void add(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    int begin = begin(size);
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
      appended = Arrays.copyOf(appended, size * 2);
    }
    if (values.length - begin < value.length) {
      values = Arrays.copyOf(values, Math.max(values.length * 2, begin + value.length));
    }
    System.arraycopy(value, 0, values, begin, value.length);
    ends[size] = begin + value.length;
    appended[size] = record.timestamp();
    if (record.key() != null) {
      keys.put(size, record.key());
      keyBytes += record.key().length;
    }
    size++;
  }

  /** Of all keys and values. */
  long bytes() {
    return begin(size) + keyBytes;
  }

  private int begin(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** The record of the event at an index of the batch, without its headers. */
  ConsumerRecord<byte[], byte[]> record(int index, String topic, int partition, long offset) {
    byte[] key = keys.get(index);
    byte[] value = Arrays.copyOfRange(values, begin(index), ends[index]);
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
        appended[index],
        TimestampType.LOG_APPEND_TIME,
        key == null ? ConsumerRecord.NULL_SIZE : key.length,
        value.length,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
