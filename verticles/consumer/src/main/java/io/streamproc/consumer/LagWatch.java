package io.streamproc.consumer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records lie between what is stored and Kafka's end, over the partitions of this
 * consumer. Asks the broker: the client's own figure comes with fetches, and so stands still and
 * then disappears while a store is away, which is when it is wanted.
 */
final class LagWatch {
  private static final long PERIOD_MS = 2_000;

  private final Vertx vertx;
  private final KafkaReadStream<byte[], byte[]> stream;
  private final Map<TopicPartition, Long> inHand = new HashMap<>();
  private volatile double lag = Double.NaN;
  private Future<?> running = Future.succeededFuture();
  private long timer = -1;

  LagWatch(Vertx vertx, KafkaReadStream<byte[], byte[]> stream) {
    this.vertx = vertx;
    this.stream = stream;
  }

  void start() {
    timer = vertx.setPeriodic(PERIOD_MS, t -> ask());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  /** Records as of the last look, NaN while Kafka has not answered one; for any thread. */
  double lag() {
    return lag;
  }

  /** A batch has been read and is not stored yet. */
  void read(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      inHand.put(partition, records.records(partition).get(0).offset());
    }
  }

  /** It is stored. */
  void stored() {
    inHand.clear();
  }

  private void ask() {
    if (running.isComplete()) {
      running =
          stream
              .assignment()
              .compose(this::sum)
              .onSuccess(sum -> lag = sum)
              .onFailure(e -> lag = Double.NaN);
    }
  }

  private Future<Long> sum(Set<TopicPartition> assigned) {
    if (assigned.isEmpty()) {
      return Future.succeededFuture(0L);
    }
    return stream
        .endOffsets(assigned)
        .compose(ends -> Future.all(assigned.stream().map(p -> behind(p, ends.get(p))).toList()))
        .map(all -> all.<Long>list().stream().mapToLong(behind -> behind).sum());
  }

  private Future<Long> behind(TopicPartition partition, long end) {
    Long first = inHand.get(partition);
    return (first == null ? stream.position(partition) : Future.succeededFuture(first))
        .map(next -> Math.max(0, end - next));
  }
}
