package io.streamproc.bench.speed.audit;

import io.streamproc.core.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of a topic from its begin to its end with a plain consumer. */
final class TopicScan {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaSettings kafka;
  private final String topic;

  TopicScan(KafkaSettings kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
  }

  /** The number of records for which the condition holds. */
  long count(Predicate<ConsumerRecord<byte[], byte[]>> condition) {
    Map<String, Object> properties =
        kafka.properties(Map.of("isolation.level", "read_committed", "max.poll.records", 10_000));
    long found = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          found += condition.test(record) ? 1 : 0;
        }
      }
    }
    return found;
  }

  /** Events per second of reading the whole topic. */
  double rate() {
    long begin = System.nanoTime();
    long records = count(record -> true);
    return records / ((System.nanoTime() - begin) / 1e9);
  }
}
