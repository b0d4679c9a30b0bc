package io.streamproc.consumer.store;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The size of a record as it is in the heap, whatever it takes in the topic. */
public final class RecordSize {
  private RecordSize() {}

  /** Key, value and headers; in bytes. */
  public static long of(ConsumerRecord<byte[], byte[]> record) {
    long bytes = length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += header.key().length() + length(header.value());
    }
    return bytes;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
