package io.streamproc.api.idempotency;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slot's partition of the keys topic. Only the slot's owner writes to it. A new owner that has
 * read it to the end has therefore seen every stored request, because no other transaction is open
 * on it.
 */
final class SlotLog {
  private static final Logger LOG = LoggerFactory.getLogger(SlotLog.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final SlotConfig config;
  private final TopicPartition partition;
  private long next; // offset of the first record that was neither read nor written here

  SlotLog(SlotConfig config, int slot) {
    this.config = config;
    this.partition = new TopicPartition(config.idempotency().topic(), slot);
  }

  ProducerRecord<byte[], byte[]> record(String key, StoredRequest request) {
    byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
    return new ProducerRecord<>(partition.topic(), partition.partition(), bytes, request.encode());
  }

  /**
   * Records that the owner itself wrote the record at that offset; all earlier records are known.
   */
  void written(long offset) {
    next = offset + 1;
  }

  /**
   * Reads the new records up to the current end; blocks. After a failure the next call continues
   * from there.
   *
   * @throws TimeoutException if Kafka does not deliver them in time
   */
  void readTo(RememberedRequests memory, long now) {
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            config.reader(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      long end = seek(consumer, memory);
      long deadline = System.nanoTime() + config.timeout().toNanos();
      while (next < end) {
        consumer.poll(POLL).forEach(record -> remember(record, memory, now));
        next = consumer.position(partition);
        if (next < end && System.nanoTime() > deadline) {
          throw new TimeoutException("reading " + partition + " takes too long");
        }
      }
    }
  }

  private long seek(Consumer<?, ?> consumer, RememberedRequests memory) {
    consumer.assign(List.of(partition));
    Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
    long end = ends.get(partition);
    if (next > end) { // another incarnation of the topic, which starts at 0
      memory.clear();
      next = 0;
    }
    consumer.seek(partition, next);
    return end;
  }

  private void remember(
      ConsumerRecord<byte[], byte[]> record, RememberedRequests memory, long now) {
    try {
      String key = new String(record.key(), StandardCharsets.US_ASCII);
      memory.put(key, StoredRequest.decode(record.value()), now);
    } catch (RuntimeException e) {
      LOG.warn("{}@{} is no request of ours: {}", partition, record.offset(), e.toString());
    }
  }
}
