package io.streamproc.consumer.loop;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka consumer whose polls take more of a backlog than Kafka's client takes, which limits the
 * number of records but not their size in the heap. A change of threads for each of its small polls
 * would cost more than the poll.
 */
public final class BacklogConsumer extends KafkaConsumer<byte[], byte[]> {
  private final BatchLimits limits;

  private final LogEnds ends = new LogEnds();

  /** What the next poll returns: records that could not be joined to those before. */
  private ConsumerRecords<byte[], byte[]> rest = ConsumerRecords.empty();

  /**
   * @param properties of Kafka's client, with the same {@code max.poll.records}
   * @param limits of one poll
   */
  public BacklogConsumer(Map<String, Object> properties, BatchLimits limits) {
    super(properties);
    this.limits = limits;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> all = together(timeout);
    ends.note(this, all);
    return all;
  }

  /** Ends of the logs of partitions at the time of the last poll with records. Thread-safe. */
  public Map<TopicPartition, Long> ends() {
    return ends.all();
  }

  private ConsumerRecords<byte[], byte[]> together(Duration timeout) {
    ConsumerRecords<byte[], byte[]> first = rest.isEmpty() ? super.poll(timeout) : takeRest();
    if (first.count() < limits.poll()) {
      return first;
    }
    PolledTogether together = new PolledTogether(limits);
    ConsumerRecords<byte[], byte[]> all = together.fill(first, super::poll);
    rest = together.rest();
    return all;
  }

  private ConsumerRecords<byte[], byte[]> takeRest() {
    ConsumerRecords<byte[], byte[]> taken = rest;
    rest = ConsumerRecords.empty();
    return taken;
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    rest = without(rest, Set.of(partition));
    super.seek(partition, offset);
  }

  @Override
  public void seek(TopicPartition partition, OffsetAndMetadata position) {
    rest = without(rest, Set.of(partition));
    super.seek(partition, position);
  }

  @Override
  public void seekToBeginning(Collection<TopicPartition> partitions) {
    rest = without(rest, partitions);
    super.seekToBeginning(partitions);
  }

  @Override
  public void seekToEnd(Collection<TopicPartition> partitions) {
    rest = without(rest, partitions);
    super.seekToEnd(partitions);
  }

  /** The records of the other partitions. Records from before a seek must not follow it. */
  static ConsumerRecords<byte[], byte[]> without(
      ConsumerRecords<byte[], byte[]> records, Collection<TopicPartition> partitions) {
    if (records.isEmpty()) {
      return records;
    }
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> others = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(records.nextOffsets());
    records.partitions().forEach(other -> others.put(other, records.records(other)));
    others.keySet().removeAll(partitions);
    next.keySet().removeAll(partitions);
    return new ConsumerRecords<>(others, next);
  }
}
