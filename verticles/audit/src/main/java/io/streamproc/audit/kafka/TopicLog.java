package io.streamproc.audit.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads whole topics from Kafka, and positions. Every method blocks; not thread-safe. */
public interface TopicLog {
  /**
   * Offsets of one partition, half open.
   *
   * @param begin first offset that Kafka still has
   * @param end the offset after the last committed record
   */
  record Range(long begin, long end) {
    public boolean contains(long offset) {
      return begin <= offset && offset < end;
    }
  }

  /**
   * What a consumer group has committed for a partition.
   *
   * @param offset the next offset that it reads
   * @param metadata a text of at most 4096 bytes, or empty
   */
  record Position(long offset, String metadata) {}

  /**
   * Kafka's UUID of a topic.
   *
   * @throws io.streamproc.audit.AuditException if there is no such topic
   */
  String topicId(String topic);

  /** The offsets that can be read now, by partition. */
  TreeMap<Integer, Range> ranges(String topic);

  /** What a consumer group has committed, by partition; partitions without it are missing. */
  Map<Integer, Position> positions(String group, String topic);

  /** Committed offsets of a consumer group by partition; partitions without one are missing. */
  default Map<Integer, Long> committed(String group, String topic) {
    Map<Integer, Long> offsets = new HashMap<>();
    positions(group, topic).forEach((partition, at) -> offsets.put(partition, at.offset()));
    return offsets;
  }

  /**
   * Commits for a group without members.
   *
   * @throws io.streamproc.audit.AuditException if Kafka refuses it or does not answer
   */
  void commit(String group, String topic, Map<Integer, Position> positions);

  /**
   * Passes every committed record of these ranges to the handler, ascending within a partition.
   *
   * @throws io.streamproc.audit.AuditException if Kafka does not answer in time, or no longer has a
   *     record
   */
  void read(
      String topic, Map<Integer, Range> ranges, Consumer<ConsumerRecord<byte[], byte[]>> each);
}
