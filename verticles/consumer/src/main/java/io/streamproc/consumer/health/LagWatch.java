package io.streamproc.consumer.health;

import io.streamproc.consumer.store.PolledRecords;
import io.vertx.core.Future;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
  private final Clock clock;
  private volatile double lag = Double.NaN;
  private volatile long storedUntil; // all records that were appended before are stored
  private Future<?> running = Future.succeededFuture();
  private boolean closed;

  public LagWatch(KafkaReadStream<byte[], byte[]> stream, Clock clock) {
    this.stream = stream;
    this.clock = clock;
    storedUntil = clock.millis();
  }

  /** The lag at the last update, NaN if Kafka did not answer it. Any thread may call this. */
  public double lag() {
    return lag;
  }

  /**
   * The age of the oldest record that is not stored, by the broker's append time, as seconds. 0
   * without a lag, NaN if the lag is unknown. While a batch is being stored, the oldest record is
   * known. Otherwise this is an upper limit: it was appended after the last stored record, and
   * after the last time at which there was no lag. Any thread may call this.
   */
  public double seconds() {
    double records = lag;
    return records > 0 ? Math.max(0, clock.millis() - storedUntil) / 1_000.0 : records; // 0 or NaN
  }

  /** Must be called for each poll of a batch that is not stored yet, in turn. */
  public void read(PolledRecords records) {
    storedUntil = inHand.isEmpty() ? records.oldest() : Math.min(storedUntil, records.oldest());
    records.first().forEach((partition, first) -> inHand.merge(partition, first, Math::min));
  }

  /**
   * Must be called when that batch is stored.
   *
   * @param newest append time of its newest record, or of the oldest of its partitions' newest
   */
  public void stored(long newest) {
    inHand.clear();
    storedUntil = Math.max(storedUntil, newest);
  }

  /** Starts an update unless one is still running; must be called periodically. */
  public void update() {
    if (running.isComplete() && !closed) {
      long now = clock.millis();
      running =
          stream
              .assignment()
              .compose(this::sum)
              .onSuccess(sum -> measured(sum, now))
              .onFailure(e -> lag = Double.NaN);
    }
  }

  private void measured(long records, long when) {
    lag = records;
    if (records == 0 && inHand.isEmpty()) {
      storedUntil = when; // also if this is earlier than before, because the clock was set back
    }
  }

  /**
   * Stops sending requests; must be called before the stream is closed. A request to a stream that
   * is closing starts a second thread on its consumer, whose close then fails with an exception
   * that vertx-kafka-client 5.0.10 does not catch, and never completes.
   *
   * @return completes when the current request has ended, within Kafka's API timeout; never fails
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
