package io.streamproc.consumer.loop;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * A Kafka consumer whose polls take more of a backlog than Kafka's client takes, which limits the
 * number of records but not their size in the heap. A change of threads for each of its small polls
 * would cost more than the poll.
 */
public final class BacklogConsumer extends KafkaConsumer<byte[], byte[]> {
  private final BatchLimits limits;

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
    ConsumerRecords<byte[], byte[]> first = super.poll(timeout);
    return first.count() < limits.poll()
        ? first
        : new PolledTogether(this, limits).fill(first, super::poll);
  }
}
