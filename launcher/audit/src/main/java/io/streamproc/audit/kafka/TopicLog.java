package io.streamproc.audit.kafka;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads whole topics from Kafka. Every method blocks; not thread-safe. */
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
   * Kafka's UUID of a topic.
   *
   * @throws io.streamproc.audit.AuditException if there is no such topic
   */
  String topicId(String topic);

  /** The offsets that can be read now, by partition. */
  TreeMap<Integer, Range> ranges(String topic);

  /** Committed positions of a consumer group by partition; partitions without one are missing. */
  Map<Integer, Long> committed(String group, String topic);

  /**
   * Passes every committed record of these ranges to the handler, ascending within a partition.
   *
   * @throws io.streamproc.audit.AuditException if Kafka does not answer for half a minute, or no
   *     longer has a record
   */
  void read(
      String topic, Map<Integer, Range> ranges, Consumer<ConsumerRecord<byte[], byte[]>> each);
}
