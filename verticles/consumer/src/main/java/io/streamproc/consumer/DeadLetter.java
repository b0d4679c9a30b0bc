package io.streamproc.consumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that can't be an event of the series.
 *
 * @param record as it was read
 * @param reason why, in words
 */
record DeadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
  /** Its identity: {@code topic-partition@offset}. */
  String source() {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
