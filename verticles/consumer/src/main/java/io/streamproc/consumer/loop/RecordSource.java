package io.streamproc.consumer.loop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A Kafka consumer whose partitions can be paused between polls. For one context. */
public final class RecordSource {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AHEAD = Duration.ofMillis(10);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(3);
  private static final Duration COMMIT_PAUSE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final KafkaReadStream<byte[], byte[]> stream;
  private final KeepAlive keepAlive;
  private final PacedCommits commits;
  private final ReadPositions positions = new ReadPositions();
  private Map<TopicPartition, Long> gaps = Map.of(); // before the first records of the last poll
  private int held;
  private boolean polling;

  public RecordSource(Vertx vertx, KafkaReadStream<byte[], byte[]> stream) {
    this(
        vertx,
        stream,
        new KeepAlive(vertx, stream, KEEP_ALIVE),
        new PacedCommits(vertx, stream, COMMIT_PAUSE));
  }

  RecordSource(
      Vertx vertx,
      KafkaReadStream<byte[], byte[]> stream,
      KeepAlive keepAlive,
      PacedCommits commits) {
    this.vertx = vertx;
    this.stream = stream;
    this.keepAlive = keepAlive;
    this.commits = commits;
    // Comes before the records of the poll that assigned them: both are posted to this context.
    stream.partitionsAssignedHandler(positions::forget);
    stream.partitionsRevokedHandler(commits::forget);
  }

  /**
   * @return a part of a batch at most, see {@link BatchLimits#part}; empty if no record arrived for
   *     a moment
   */
  Future<ConsumerRecords<byte[], byte[]>> poll() {
    return poll(POLL);
  }

  private Future<ConsumerRecords<byte[], byte[]>> poll(Duration longest) {
    polling = true;
    return stream
        .poll(longest)
        .onComplete(v -> polling = false)
        .onSuccess(records -> gaps = positions.polled(records));
  }

  /**
   * Polls for what the client has fetched already. Must be called after {@link #gaps} of the poll
   * before.
   *
   * @return empty if nothing was fetched
   */
  Future<ConsumerRecords<byte[], byte[]>> pollFetched() {
    return poll(Duration.ZERO);
  }

  /**
   * Polls while a batch is stored. Not for long, because a commit waits for the end of a poll, but
   * longer than a broker takes for what it has: right after a poll that has taken all there was,
   * nothing is fetched. Must be called after {@link #gaps} of the poll before.
   *
   * @return empty if nothing was fetched
   */
  Future<ConsumerRecords<byte[], byte[]>> pollAhead() {
    return poll(AHEAD);
  }

  /**
   * Finds the offsets before the last polled records that Kafka has no records for, and that this
   * consumer has passed. Offsets whose records Kafka has deleted are not among them: these records
   * may never have been stored.
   *
   * @return the first of these offsets of each partition that has such; never fails
   */
  Future<Map<TopicPartition, Long>> gaps() {
    if (gaps.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    Map<TopicPartition, Long> found = new HashMap<>(gaps);
    return stream
        .beginningOffsets(gaps.keySet())
        .map(
            earliest -> {
              found.entrySet().removeIf(gap -> earliest.get(gap.getKey()) > gap.getValue());
              return found;
            })
        .otherwise(Map.of());
  }

  /** Ends of the logs of partitions, as far as they are known. */
  Map<TopicPartition, Long> ends() {
    return stream.unwrap() instanceof BacklogConsumer consumer ? consumer.ends() : Map.of();
  }

  /** Ends the current poll without records. */
  void wakeUp() {
    if (polling) {
      stream.unwrap().wakeup();
    }
  }

  /** Completes after so many milliseconds. */
  Future<Void> rest(long millis) {
    return vertx.timer(millis).mapEmpty();
  }

  /** Stays in the consumer group without reading, until as many calls of {@link #release}. */
  void hold() {
    if (held++ == 0) {
      keepAlive.start();
    }
  }

  /**
   * @return completes when the next poll reads again, unless it is held still; never fails
   */
  Future<Void> release() {
    return --held == 0 ? keepAlive.stop() : Future.succeededFuture();
  }

  /**
   * Commits positions to Kafka; does not wait for it.
   *
   * @param atOnce otherwise within about a second
   */
  void commit(Map<TopicPartition, OffsetAndMetadata> positions, boolean atOnce) {
    if (atOnce) {
      commits.addNow(positions);
    } else {
      commits.add(positions);
    }
  }

  /**
   * Commits the positions that are not committed yet.
   *
   * @return completes when that was tried; never fails
   */
  Future<Void> finishCommits() {
    return commits.finish();
  }

  /** The next poll continues from there, if the partition is still assigned; never fails. */
  Future<Void> seek(TopicPartition partition, long offset) {
    positions.set(partition, offset);
    return keepAlive.seek(partition, offset);
  }
}
