package io.streamproc.consumer.loop;

import io.streamproc.consumer.store.PolledRecords;
import io.streamproc.consumer.store.RecordSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Joins the records of small polls, one after another, into those of one. For one thread. */
final class PolledTogether {
  private final BatchLimits limits;
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
  private ConsumerRecords<byte[], byte[]> rest = ConsumerRecords.empty();
  private int count;
  private long bytes;

  PolledTogether(BatchLimits limits) {
    this.limits = limits;
  }

  /**
   * Polls until nothing more is fetched, or the limits are reached, or a poll can't be joined.
   *
   * @param first the records of the first poll
   * @param poll polls for so long
   */
  ConsumerRecords<byte[], byte[]> fill(
      ConsumerRecords<byte[], byte[]> first,
      Function<Duration, ConsumerRecords<byte[], byte[]>> poll) {
    ConsumerRecords<byte[], byte[]> last = first;
    while (PolledRecords.follow(last, next, Map.of())) {
      add(last);
      if (!limits.leaveRoom(limits.poll(), last.count(), count, bytes)) {
        return new ConsumerRecords<>(records, next);
      }
      last = more(poll);
    }
    rest = last;
    return new ConsumerRecords<>(records, next);
  }

  /**
   * The records of the last poll if it could not be joined: those of a partition do not follow on
   * the ones before. Another consumer may have read the partition meanwhile, records may have been
   * deleted, or offsets are without records; who takes records poll by poll can tell.
   */
  ConsumerRecords<byte[], byte[]> rest() {
    return rest;
  }

  /** Whatever has failed, what was read before must not be lost. A lasting fault fails again. */
  private static ConsumerRecords<byte[], byte[]> more(
      Function<Duration, ConsumerRecords<byte[], byte[]>> poll) {
    try {
      return poll.apply(Duration.ZERO);
    } catch (RuntimeException e) {
      return ConsumerRecords.empty();
    }
  }

  private void add(ConsumerRecords<byte[], byte[]> polled) {
    next.putAll(polled.nextOffsets());
    count += polled.count();
    for (TopicPartition partition : polled.partitions()) {
      records.computeIfAbsent(partition, p -> new ArrayList<>()).addAll(polled.records(partition));
    }
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      bytes += RecordSize.of(record);
    }
  }
}
