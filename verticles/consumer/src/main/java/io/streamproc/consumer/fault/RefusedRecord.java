package io.streamproc.consumer.fault;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that is not a valid event, or an event that the store permanently refuses.
 *
 * @param topicId Kafka's id of the topic it was read from
 * @param record the record; without its headers if the store refuses it
 * @param reason a phrase for the dead letter and the log
 */
public record RefusedRecord(String topicId, ConsumerRecord<byte[], byte[]> record, String reason) {
  /** The record's identity: {@code topic-partition@offset}. */
  public String source() {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
