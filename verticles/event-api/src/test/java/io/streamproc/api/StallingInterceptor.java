package io.streamproc.api;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Stalls a producer in any process, when all records of a transaction are written and just before
 * the commit, until a file appears. Kafka creates it by its class name and passes it the client's
 * properties. It is a consumer interceptor too, only so that both clients can have the same
 * settings.
 */
public final class StallingInterceptor
    implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {
  private static final String TOPIC = "test.stall.topic";
  private static final String UNTIL = "test.stall.until";
  private static final long POLL_NANOS = 5_000_000;

  private String topic;
  private Path until;

  /**
   * Returns settings of an event-api whose slots stall.
   *
   * @param topic topic whose first acknowledged record starts the stall
   */
  static Map<String, String> settings(String topic, Path until) {
    return Map.of(
        "kafka.client.interceptor.classes",
        StallingInterceptor.class.getName(),
        "kafka.client." + TOPIC,
        topic,
        "kafka.client." + UNTIL,
        until.toString());
  }

  @Override
  public void configure(Map<String, ?> configs) {
    topic = (String) configs.get(TOPIC);
    until = Path.of((String) configs.get(UNTIL));
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception e) {
    if (e == null && metadata.topic().equals(topic)) {
      while (!Files.exists(until)) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> sent) {
    return sent;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    // not used
  }

  @Override
  public void close() {
    // nothing to close
  }
}
