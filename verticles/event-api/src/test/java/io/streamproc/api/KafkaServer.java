package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.embedded.EmbeddedKafka;
import io.streamproc.testkit.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A real broker that can be stopped and restarted on the same data. */
final class KafkaServer implements AutoCloseable {
  private final Path dir;
  private final int port = FreePorts.one();
  private final int controllerPort = FreePorts.one();
  private EmbeddedKafka kafka;

  KafkaServer() throws IOException {
    dir = Files.createTempDirectory("streamproc-event-api-");
    KafkaLogin.prepare(dir);
  }

  static KafkaServer started() {
    try {
      KafkaServer server = new KafkaServer();
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    kafka = EmbeddedKafka.start(dir, port, controllerPort);
  }

  void stop() {
    kafka.close();
    kafka = null;
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  static String uniqueTopic() {
    return "events-" + UUID.randomUUID();
  }

  /** Returns the number of records in all partitions of a topic without transactions. */
  long count(String topic) {
    return count(topic, "read_committed");
  }

  /** Returns the sum of the end offsets for a reader with that isolation level. */
  long count(String topic, String isolation) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers(), isolation)) {
      return consumer.endOffsets(partitions(consumer, topic)).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  /** Returns the number of records, without those of open and aborted transactions. */
  long committed(String topic) {
    return values(topic).values().stream().mapToLong(Integer::longValue).sum();
  }

  /** Returns how often each value is in the topic, without those of aborted transactions. */
  Map<String, Integer> values(String topic) {
    return values(bootstrapServers(), topic);
  }

  static Map<String, Integer> values(String bootstrapServers, String topic) {
    Map<String, Integer> values = new HashMap<>();
    read(
        bootstrapServers,
        topic,
        r -> values.merge(new String(r.value(), StandardCharsets.UTF_8), 1, Integer::sum));
    return values;
  }

  /** Passes on every committed record of a topic. */
  static void read(
      String bootstrapServers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers, "read_committed")) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(each);
      }
    }
  }

  /**
   * Waits until no transaction is open on the topic. The transaction of an answered request is
   * permanently committed, but its end is written to the partitions a moment later, or after a
   * crash when the broker is back; until then readers stop before it.
   */
  static void awaitTransactionsEnded(String bootstrapServers, String topic) {
    try (KafkaConsumer<byte[], byte[]> committed = consumer(bootstrapServers, "read_committed");
        KafkaConsumer<byte[], byte[]> all = consumer(bootstrapServers, "read_uncommitted")) {
      List<TopicPartition> partitions = partitions(all, topic);
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!committed.endOffsets(partitions).equals(all.endOffsets(partitions))) {
        assertTrue(System.nanoTime() < deadline, "a transaction stays open");
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(p -> new TopicPartition(topic, p.partition()))
        .toList();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, String isolation) {
    Map<String, Object> properties = new HashMap<>(KafkaLogin.client(bootstrapServers));
    properties.put("isolation.level", isolation);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() throws IOException {
    if (kafka != null) {
      kafka.close();
    }
    try (var files = Files.walk(dir)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
