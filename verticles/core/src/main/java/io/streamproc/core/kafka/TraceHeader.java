package io.streamproc.core.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.streamproc.core.Names;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The header of records whose request is traced. Other records have none. */
public final class TraceHeader {
  /** Bytes of a {@code traceparent} of version 00, the one that is written. */
  private static final int LENGTH = 55;

  private final Header header; // null: none

  private TraceHeader(Header header) {
    this.header = header;
  }

  /**
   * @param traceparent null if the request is not traced
   */
  public static TraceHeader of(String traceparent) {
    return new TraceHeader(
        traceparent == null
            ? null
            : new RecordHeader(Names.HEADER_TRACEPARENT, traceparent.getBytes(US_ASCII)));
  }

  /** Marks a record as one of the request. */
  public <K, V> ProducerRecord<K, V> addTo(ProducerRecord<K, V> record) {
    if (header != null) {
      record.headers().add(header);
    }
    return record;
  }

  /**
   * Returns the bytes of a record's header, which any program may have written; null if it has none
   * of the right length.
   */
  public static byte[] read(ConsumerRecord<?, ?> record) {
    Header found = record.headers().lastHeader(Names.HEADER_TRACEPARENT);
    byte[] value = found == null ? null : found.value();
    return value != null && value.length == LENGTH ? value : null;
  }

  /** The text of such bytes. */
  public static String text(byte[] value) {
    return new String(value, US_ASCII);
  }
}
