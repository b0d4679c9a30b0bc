package io.streamproc.consumer.health;

import io.vertx.core.Future;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures the lag: the number of records between the last stored one and the end of the log, over
 * the partitions of this consumer. It asks the broker, because the client's own figure comes with
 * fetches: it stops changing and then disappears while a store is unavailable and nothing is
 * fetched.
 */
public final class LagWatch {
  private final KafkaReadStream<byte[], byte[]> stream;
  private final Map<TopicPartition, Long> inHand = new HashMap<>();
  private volatile double lag = Double.NaN;
  private Future<?> running = Future.succeededFuture();
  private boolean closed;

  public LagWatch(KafkaReadStream<byte[], byte[]> stream) {
    this.stream = stream;
  }

  /** The lag at the last update, NaN if Kafka did not answer it. Any thread may call this. */
  public double lag() {
    return lag;
  }

  /** A batch has been read and is not stored yet. */
  public void read(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      inHand.put(partition, records.records(partition).get(0).offset());
    }
  }

  /** That batch is stored. */
  public void stored() {
    inHand.clear();
  }

  /** Starts an update unless one is still running; to be called periodically. */
  public void update() {
    if (running.isComplete() && !closed) {
      running =
          stream
              .assignment()
              .compose(this::sum)
              .onSuccess(sum -> lag = sum)
              .onFailure(e -> lag = Double.NaN);
    }
  }

  /**
   * Sends no further request; to be called before the stream is closed. A request to a stream that
   * is closing starts a second thread on its consumer, whose close then fails with an exception
   * that vertx-kafka-client 5.0.10 does not catch, and never completes.
   *
   * @return completes when the request under way has ended, within Kafka's API timeout; never fails
   */
  public Future<Void> close() {
    closed = true;
    return running.<Void>mapEmpty().otherwiseEmpty();
  }

  private Future<Long> sum(Set<TopicPartition> assigned) {
    if (assigned.isEmpty() || closed) {
      return Future.succeededFuture(0L);
    }
    return stream
        .endOffsets(assigned)
        .compose(ends -> Future.all(assigned.stream().map(p -> behind(p, ends.get(p))).toList()))
        .map(all -> all.<Long>list().stream().mapToLong(behind -> behind).sum());
  }

  private Future<Long> behind(TopicPartition partition, long end) {
    if (closed) {
      return Future.succeededFuture(0L);
    }
    Long first = inHand.get(partition);
    return (first == null ? stream.position(partition) : Future.succeededFuture(first))
        .map(next -> Math.max(0, end - next));
  }
}
