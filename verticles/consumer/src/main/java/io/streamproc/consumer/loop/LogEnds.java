package io.streamproc.consumer.loop;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends of the logs of partitions, as the last polls with records have found them. Thread-safe. */
final class LogEnds {
  private static final Logger LOG = LoggerFactory.getLogger(LogEnds.class);

  private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

  /**
   * Notes the ends after a poll, on the consumer's thread. Never fails, as the records would be
   * lost: those of a partition that was revoked meanwhile may be among them, and the consumer knows
   * no position of it.
   */
  void note(Consumer<?, ?> consumer, ConsumerRecords<?, ?> records) {
    try {
      Set<TopicPartition> known = new HashSet<>(consumer.assignment());
      known.retainAll(records.partitions());
      for (TopicPartition partition : known) {
        consumer
            .currentLag(partition)
            .ifPresent(lag -> ends.put(partition, consumer.position(partition) + lag));
      }
    } catch (RuntimeException e) {
      LOG.debug("no ends of {}", records.partitions(), e);
    }
  }

  Map<TopicPartition, Long> all() {
    return ends;
  }
}
