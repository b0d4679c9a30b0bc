package io.streamproc.consumer.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.embedded.EmbeddedKafka;
import io.streamproc.testkit.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The marker at the end of each transaction takes an offset, and no record is at it. */
@DisplayName("The consumer of a backlog of small transactions")
@Timeout(120)
class BacklogConsumerIT {
  private static final TopicPartition ONLY = new TopicPartition("transactions", 0);
  private static final int TRANSACTIONS = 300;
  private static final int RECORDS = 2 * TRANSACTIONS;
  private static final BatchLimits LIMITS = new BatchLimits(10, 80, 1 << 20);

  @TempDir private Path data;
  private EmbeddedKafka broker;
  private BacklogConsumer consumer;

  @BeforeEach
  void writeTransactions() throws Exception {
    int[] ports = FreePorts.several(2);
    broker = EmbeddedKafka.start(data, ports[0], ports[1]);
    try (Admin admin = Admin.create(broker.clientProperties())) {
      admin.createTopics(List.of(new NewTopic(ONLY.topic(), 1, (short) 1))).all().get();
    }
    Map<String, Object> properties = new HashMap<>(broker.clientProperties());
    properties.put("transactional.id", "small");
    var bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, bytes, bytes)) {
      producer.initTransactions();
      for (int i = 0; i < RECORDS; i += 2) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(ONLY.topic(), number(i)));
        producer.send(new ProducerRecord<>(ONLY.topic(), number(i + 1)));
        producer.commitTransaction();
      }
    }
    properties = new HashMap<>(broker.clientProperties());
    properties.put("isolation.level", "read_committed");
    properties.put("max.poll.records", LIMITS.poll());
    properties.put("key.deserializer", ByteArrayDeserializer.class);
    properties.put("value.deserializer", ByteArrayDeserializer.class);
    consumer = new BacklogConsumer(properties, LIMITS);
    consumer.assign(List.of(ONLY));
    consumer.seekToBeginning(List.of(ONLY));
  }

  @AfterEach
  void close() {
    consumer.close();
    broker.close();
  }

  private static byte[] number(int number) {
    return Integer.toString(number).getBytes(UTF_8);
  }

  private static List<Integer> numbers(ConsumerRecords<byte[], byte[]> records) {
    List<Integer> numbers = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      numbers.add(Integer.parseInt(new String(record.value(), UTF_8)));
    }
    return numbers;
  }

  private List<Integer> read(int count) {
    List<Integer> found = new ArrayList<>();
    while (found.size() < count) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(20));
      assertTrue(records.count() <= LIMITS.records(), "more than asked for");
      found.addAll(numbers(records));
    }
    return found;
  }

  private static List<Integer> from(int first) {
    return IntStream.range(first, RECORDS).boxed().toList();
  }

  @Test
  @DisplayName("returns each record once, in order")
  void all() {
    assertEquals(from(0), read(RECORDS));
    assertTrue(consumer.poll(Duration.ZERO).isEmpty());
  }

  @Test
  @DisplayName("returns no record from before a seek after it")
  void seek() {
    int first = numbers(consumer.poll(Duration.ofSeconds(20))).size();
    assertTrue(first < RECORDS, "a poll ended before a marker, and one is left over");
    consumer.seek(ONLY, 0);
    assertEquals(from(0), read(RECORDS));
    consumer.seek(ONLY, 3); // the first record of the second transaction
    assertEquals(from(2), read(RECORDS - 2));
  }
}
