package io.streamproc.audit.kafka;

import io.streamproc.audit.AuditException;
import io.streamproc.core.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of whole topics, with Kafka's own clients. */
public final class TopicReader implements TopicLog, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** All requested records exist already, so a fetch that waits only delays the next one. */
  private static final int FETCH_MILLIS = 10;

  private final KafkaSettings settings;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Duration timeout;

  public TopicReader(KafkaSettings settings) {
    this(settings, TIMEOUT);
  }

  /**
   * @param timeout of each request, and of a read without any progress
   */
  public TopicReader(KafkaSettings settings, Duration timeout) {
    this.settings = settings;
    this.timeout = timeout;
    int millis = (int) timeout.toMillis();
    try {
      admin =
          Admin.create(
              settings.properties(
                  Map.of("default.api.timeout.ms", millis, "request.timeout.ms", millis / 2)));
      consumer = new KafkaConsumer<>(properties(settings, millis));
    } catch (KafkaException e) {
      throw new AuditException("can't reach Kafka at " + settings.bootstrapServers(), e);
    }
  }

  private static Map<String, Object> properties(KafkaSettings settings, int millis) {
    Map<String, Object> own = new HashMap<>();
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // deleted records are an error here
    own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20_000);
    own.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MILLIS);
    own.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    own.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    own.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return settings.properties(own);
  }

  @Override
  public String topicId(String topic) {
    return describe(topic).topicId().toString();
  }

  private TopicDescription describe(String topic) {
    return get(admin.describeTopics(Set.of(topic)).allTopicNames()).get(topic);
  }

  @Override
  public TreeMap<Integer, Range> ranges(String topic) {
    List<TopicPartition> partitions =
        describe(topic).partitions().stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    try {
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      TreeMap<Integer, Range> ranges = new TreeMap<>();
      partitions.forEach(p -> ranges.put(p.partition(), new Range(begins.get(p), ends.get(p))));
      return ranges;
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  @Override
  public Map<Integer, Position> positions(String group, String topic) {
    Map<Integer, Position> positions = new HashMap<>();
    get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, position) -> {
              if (partition.topic().equals(topic) && position != null) {
                positions.put(
                    partition.partition(), new Position(position.offset(), position.metadata()));
              }
            });
    return positions;
  }

  @Override
  public void commit(String group, String topic, Map<Integer, Position> positions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    positions.forEach(
        (partition, at) ->
            offsets.put(
                new TopicPartition(topic, partition),
                new OffsetAndMetadata(at.offset(), at.metadata())));
    get(admin.alterConsumerGroupOffsets(group, offsets).all());
  }

  @Override
  public void read(
      String topic, Map<Integer, Range> ranges, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    ranges.forEach((p, range) -> ends.put(new TopicPartition(topic, p), range.end()));
    Set<TopicPartition> open = new HashSet<>(ends.keySet());
    try {
      consumer.assign(open);
      open.forEach(p -> consumer.seek(p, ranges.get(p.partition()).begin()));
      long progress = System.nanoTime();
      while (!closeFinished(open, ends)) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (ranges.get(record.partition()).contains(record.offset())) {
            each.accept(record);
          }
        }
        progress = records.isEmpty() ? progress : System.nanoTime();
        if (System.nanoTime() - progress > timeout.toNanos()) {
          throw new AuditException("Kafka at " + address() + " has sent nothing for " + timeout);
        }
      }
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /** Positions, not records, determine the end, because transaction markers also take offsets. */
  private boolean closeFinished(Set<TopicPartition> open, Map<TopicPartition, Long> ends) {
    if (open.removeIf(p -> consumer.position(p) >= ends.get(p)) && !open.isEmpty()) {
      Map<TopicPartition, Long> positions = new HashMap<>();
      open.forEach(p -> positions.put(p, consumer.position(p)));
      consumer.assign(open);
      positions.forEach(consumer::seek);
    }
    return open.isEmpty();
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("interrupted", e);
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    }
  }

  private AuditException failed(Throwable e) {
    return new AuditException("Kafka at " + address() + ": " + e.getMessage(), e);
  }

  private String address() {
    return settings.bootstrapServers();
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
