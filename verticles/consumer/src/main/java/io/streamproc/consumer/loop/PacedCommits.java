package io.streamproc.consumer.loop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits positions to Kafka. Those of small batches are committed together once per second: a
 * commit for each batch of a few events would cost consumer and broker more than the events do.
 * Records whose positions are not committed yet are read again after a crash or a rebalance, and
 * the store drops or overwrites them. For one context.
 */
final class PacedCommits {
  private static final Logger LOG = LoggerFactory.getLogger(PacedCommits.class);

  /** A commit is not repeated for longer: the topic may be deleted and created again meanwhile. */
  private static final Duration MOST_REPEATED = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final KafkaReadStream<byte[], byte[]> stream;
  private final Duration pause;
  private final Map<TopicPartition, OffsetAndMetadata> pending = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> sent = new HashMap<>();
  private Future<Void> running = Future.succeededFuture();
  private boolean pausing;
  private boolean failing; // the last commit
  private long failingSince; // System.nanoTime()

  /**
   * @param pause time after the commit of a small batch until the next one, at least 1 ms
   */
  PacedCommits(Vertx vertx, KafkaReadStream<byte[], byte[]> stream, Duration pause) {
    this.vertx = vertx;
    this.stream = stream;
    this.pause = pause;
  }

  /** Commits these positions after the pause, or at once if the last small batch is that old. */
  void add(Map<TopicPartition, OffsetAndMetadata> positions) {
    pending.putAll(positions);
    if (!pausing) {
      beginPause();
      flush();
    }
  }

  private void beginPause() {
    pausing = true;
    vertx.setTimer(pause.toMillis(), t -> running.onComplete(done -> endPause()));
  }

  private void endPause() {
    pausing = false;
    if (!pending.isEmpty()) {
      add(Map.of());
    }
  }

  /** Commits these positions, and all that are not committed yet, at once. */
  void addNow(Map<TopicPartition, OffsetAndMetadata> positions) {
    pending.putAll(positions);
    flush();
  }

  private void flush() {
    running = running.compose(v -> pending.isEmpty() ? Future.succeededFuture() : send());
  }

  /**
   * Commits the positions that are not committed yet.
   *
   * @return completes when that was tried; never fails
   */
  Future<Void> finish() {
    flush();
    return running;
  }

  private Future<Void> send() {
    sent.putAll(pending);
    pending.clear();
    return stream
        .commit(Map.copyOf(sent))
        .onSuccess(v -> failing = false)
        .onFailure(this::failed)
        .onComplete(done -> sent.clear())
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  /**
   * Later positions replace those that are not committed. If there are none, a commit that failed
   * for a passing reason is repeated: without it Kafka's positions, and the lag that is computed
   * from them, would stay behind the store until the partition's next record.
   */
  private void failed(Throwable e) {
    if (!failing) {
      failing = true;
      failingSince = System.nanoTime();
    }
    if (e instanceof WakeupException) { // by a stop, which commits once more
      sent.forEach(pending::putIfAbsent);
    } else if (isPassing(e) && System.nanoTime() - failingSince < MOST_REPEATED.toNanos()) {
      LOG.debug("positions {} not committed yet", sent, e);
      sent.forEach(pending::putIfAbsent);
      if (!pausing) {
        beginPause();
      }
    } else {
      LOG.info("positions {} not committed: {}", sent, e.toString());
      failing = false; // the next one may be repeated as long
    }
  }

  private static boolean isPassing(Throwable e) {
    return e instanceof RebalanceInProgressException || e instanceof RetriableException;
  }

  /**
   * Must be called when partitions were revoked: their next consumer commits its own positions,
   * which these must not replace.
   */
  void forget(Collection<TopicPartition> partitions) {
    pending.keySet().removeAll(partitions);
    sent.keySet().removeAll(partitions);
  }
}
