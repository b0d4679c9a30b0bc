package io.streamproc.system;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic as it is, past every role. */
final class TopicReader {
  private TopicReader() {}

  /** The amounts of all events that the topic holds now, those of aborted transactions left out. */
  static List<Double> amounts(Map<String, Object> kafka, String topic) {
    List<Double> amounts = new ArrayList<>();
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(record -> amounts.add(amount(record.value())));
      }
    }
    return amounts;
  }

  private static double amount(byte[] value) {
    return new JsonObject(new String(value, StandardCharsets.UTF_8)).getDouble("amount");
  }
}
