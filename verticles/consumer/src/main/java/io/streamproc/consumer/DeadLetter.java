package io.streamproc.consumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that can't be an event of the series.
 *
 * @param topicId Kafka's id of the topic it was read from
 * @param record as it was read
 * @param reason why, in words
 */
record DeadLetter(String topicId, ConsumerRecord<byte[], byte[]> record, String reason) {
  /** Its identity: {@code topic-partition@offset}. */
  String source() {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
