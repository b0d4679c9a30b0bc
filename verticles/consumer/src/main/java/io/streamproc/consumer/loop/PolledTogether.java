package io.streamproc.consumer.loop;

import io.streamproc.consumer.store.RecordSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Joins the records of small polls, one after another, into those of one. For one thread. */
final class PolledTogether {
  private final Consumer<?, ?> consumer;
  private final BatchLimits limits;
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
  private int count;
  private long bytes;

  /**
   * @param consumer continues at the records of a poll that can't be joined
   */
  PolledTogether(Consumer<?, ?> consumer, BatchLimits limits) {
    this.consumer = consumer;
    this.limits = limits;
  }

  /**
   * Polls until nothing more is fetched, or the limits are reached.
   *
   * @param first the records of the first poll
   * @param poll polls for so long
   */
  ConsumerRecords<byte[], byte[]> fill(
      ConsumerRecords<byte[], byte[]> first,
      Function<Duration, ConsumerRecords<byte[], byte[]>> poll) {
    ConsumerRecords<byte[], byte[]> last = first;
    while (add(last) && limits.leaveRoom(limits.poll(), last.count(), count, bytes)) {
      last = more(poll);
    }
    return new ConsumerRecords<>(records, next);
  }

  /** If it fails, the next poll fails as well; what was read before must not be lost. */
  private static ConsumerRecords<byte[], byte[]> more(
      Function<Duration, ConsumerRecords<byte[], byte[]>> poll) {
    try {
      return poll.apply(Duration.ZERO);
    } catch (KafkaException e) {
      return ConsumerRecords.empty();
    }
  }

  /**
   * Leaves out a partition whose records do not follow on those before: it was away meanwhile, or
   * offsets are without records. They are read again.
   *
   * @return whether all were added
   */
  private boolean add(ConsumerRecords<byte[], byte[]> polled) {
    boolean all = true;
    for (TopicPartition partition : polled.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> more = polled.records(partition);
      long begin = more.get(0).offset();
      OffsetAndMetadata end = next.get(partition);
      if (end == null || end.offset() == begin) {
        add(partition, more);
        next.put(partition, polled.nextOffsets().get(partition));
      } else {
        consumer.seek(partition, begin);
        all = false;
      }
    }
    polled.nextOffsets().forEach(next::putIfAbsent);
    return all;
  }

  private void add(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> more) {
    records.computeIfAbsent(partition, p -> new ArrayList<>()).addAll(more);
    count += more.size();
    for (ConsumerRecord<byte[], byte[]> record : more) {
      bytes += RecordSize.of(record);
    }
  }
}
