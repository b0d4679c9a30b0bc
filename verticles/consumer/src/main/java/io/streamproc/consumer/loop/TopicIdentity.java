package io.streamproc.consumer.loop;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Determines the topic incarnation of records. A topic that is deleted and created again has the
 * same name and other events at the same offsets; only Kafka's id distinguishes them.
 */
public final class TopicIdentity {
  private final Supplier<Future<String>> lookUp;
  private final Map<Integer, Long> positions = new HashMap<>(); // next offset by partition
  private String id;

  /**
   * @param id the topic's id at the start
   * @param lookUp asks Kafka for the id, with retries until Kafka answers
   */
  public TopicIdentity(String id, Supplier<Future<String>> lookUp) {
    this.id = id;
    this.lookUp = lookUp;
  }

  /**
   * The topic id of these records. It is looked up when offsets fall back or a partition is read
   * for the first time, because the records may be of another incarnation.
   */
  Future<String> of(ConsumerRecords<byte[], byte[]> records) {
    boolean unsure = false;
    for (TopicPartition partition : records.partitions()) {
      long first = records.records(partition).get(0).offset();
      Long expected =
          positions.put(partition.partition(), records.nextOffsets().get(partition).offset());
      unsure |= expected == null || first < expected;
    }
    return unsure ? lookUp.get().onSuccess(found -> id = found) : Future.succeededFuture(id);
  }

  /** Must be called when these partitions are not read further from here. */
  void forget(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> positions.remove(partition.partition()));
  }
}
