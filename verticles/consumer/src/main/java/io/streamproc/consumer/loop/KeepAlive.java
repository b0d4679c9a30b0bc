package io.streamproc.consumer.loop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps a consumer in its group while its store is slow or unavailable: polls with every partition
 * paused, well within {@code max.poll.interval.ms}, so that nothing is fetched and nothing is
 * rebalanced.
 *
 * <p>Such a poll may still return records of a partition that is assigned while it runs. Before the
 * next poll it seeks back to the first of them.
 */
final class KeepAlive {
  private final Vertx vertx;
  private final KafkaReadStream<byte[], byte[]> stream;
  private final Duration period;
  private long timer;
  private boolean used;
  private Future<?> running = Future.succeededFuture();

  /**
   * @param period time between polls, well below {@code max.poll.interval.ms}
   */
  KeepAlive(Vertx vertx, KafkaReadStream<byte[], byte[]> stream, Duration period) {
    this.vertx = vertx;
    this.stream = stream;
    this.period = period;
  }

  void start() {
    used = false;
    timer = vertx.setPeriodic(period.toMillis(), t -> poll());
  }

  /**
   * @return completes when the last poll has ended and all partitions are resumed
   */
  Future<Void> stop() {
    vertx.cancelTimer(timer);
    if (!used) {
      return Future.succeededFuture();
    }
    return running
        .otherwiseEmpty()
        .compose(v -> stream.assignment())
        .compose(stream::resume)
        .otherwiseEmpty(); // a closed consumer has nothing to resume
  }

  private void poll() {
    if (!running.isComplete()) {
      return;
    }
    used = true;
    running =
        stream
            .assignment()
            .compose(stream::pause)
            .compose(v -> stream.poll(Duration.ZERO))
            .compose(this::giveBack);
  }

  private Future<?> giveBack(ConsumerRecords<byte[], byte[]> records) {
    Set<TopicPartition> partitions = records.partitions();
    return Future.join(
        partitions.stream().map(p -> seek(p, records.records(p).get(0).offset())).toList());
  }

  /** The next poll continues from there. */
  Future<Void> seek(TopicPartition partition, long offset) {
    // Fails if the partition was revoked meanwhile; then another consumer reads it.
    return stream.seek(partition, offset).otherwiseEmpty();
  }
}
