package io.streamproc.consumer.loop;

import io.streamproc.consumer.store.PolledRecords;
import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.retry.Retry;
import io.streamproc.stores.StoreBehindException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code poll -> put refused records aside -> store -> hint -> poll}. One batch at a time, so
 * back-pressure needs no queue: an unavailable store stops the poll, and Kafka keeps the backlog.
 *
 * <p>Delivery from Kafka is at least once; the store's identities make the effect exactly once. The
 * commit therefore follows the store, up to a second later, and may be lost without harm.
 *
 * <p>While there is a backlog, the next batch is read and sorted while one is stored. If a batch is
 * not stored, the one read ahead is dropped, and both are read again after a seek to their
 * beginning: otherwise the next commit could skip records that are not stored.
 */
public final class ConsumerLoop {
  /** A batch of fewer records means that there is no backlog, or one of very large records. */
  static final int BACKLOG = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

  /**
   * Longest rest after a batch without a backlog; an event may be stored that much later. Without
   * one {@code local} stored 0.72 as many events, in batches of 38 instead of 347.
   */
  private static final Duration LONGEST_REST = Duration.ofMillis(20);

  private final Retry retry;
  private final RecordSource source;
  private final BatchReader reader;
  private final StoreStage stage;
  private final Progress progress;
  private final Promise<Void> ended = Promise.promise();
  private Future<SortedRecords> ahead; // null: nothing was read ahead

  /**
   * @param retry repeats a failed turn; its stop condition ends the loop
   */
  public ConsumerLoop(
      Retry retry, RecordSource source, BatchReader reader, StoreStage stage, Progress progress) {
    this.retry = retry.named("consume events");
    this.source = source;
    this.reader = reader;
    this.stage = stage;
    this.progress = progress;
  }

  /** Runs until the stop condition holds; must be called on the verticle's context. */
  public void start() {
    if (retry.isStopped()) {
      end();
      return;
    }
    retry
        .run(this::turn)
        .onSuccess(
            v -> {
              progress.running();
              start();
            })
        .onFailure(e -> end());
  }

  /** What was read ahead still asks Kafka until it is sorted; the stream must not close before. */
  private void end() {
    Future<SortedRecords> last = takeAhead();
    (last == null ? Future.succeededFuture() : last.otherwiseEmpty())
        .compose(v -> source.finishCommits())
        .onComplete(done -> ended.complete());
  }

  /**
   * Interrupts a poll; the stop condition must already hold.
   *
   * @return completes when the current batch is stored and committed, or given up because its store
   *     is unavailable; then nothing of it is committed
   */
  public Future<Void> stop() {
    source.wakeUp();
    return ended.future();
  }

  private Future<Void> turn() {
    return next()
        .compose(sorted -> sorted.read().isEmpty() ? Future.succeededFuture() : paced(sorted));
  }

  /** The batch that was read ahead, or one that is read now. */
  private Future<SortedRecords> next() {
    Future<SortedRecords> taken = takeAhead();
    return taken == null
        ? read()
        : taken.compose(
            sorted -> sorted.read().isEmpty() ? read() : Future.succeededFuture(begin(sorted)));
  }

  private Future<SortedRecords> read() {
    return reader.read(progress::read);
  }

  private Future<SortedRecords> takeAhead() {
    Future<SortedRecords> taken = ahead;
    ahead = null;
    return taken;
  }

  private SortedRecords begin(SortedRecords sorted) {
    progress.read(sorted.read());
    return sorted;
  }

  private Future<Void> paced(SortedRecords sorted) {
    long begun = System.nanoTime();
    return process(sorted).compose(v -> rest(sorted.read().count(), System.nanoTime() - begun));
  }

  /**
   * A batch of a few records costs the store and Kafka hardly less than one of hundreds, so the
   * next one is read after a rest as long as the batch took, in which more records arrive: short
   * while the store is quick, long while it is busy.
   */
  private Future<Void> rest(int records, long took) {
    long millis = Math.min(LONGEST_REST.toMillis(), TimeUnit.NANOSECONDS.toMillis(took));
    return records >= BACKLOG || millis == 0 || retry.isStopped()
        ? Future.succeededFuture()
        : source.rest(millis);
  }

  private Future<Void> process(SortedRecords sorted) {
    source.hold();
    return putAside(sorted)
        .compose(v -> store(sorted))
        .eventually(source::release)
        .recover(e -> goBack(sorted.read(), e));
  }

  private void readAhead(SortedRecords current) {
    if (current.read().count() >= BACKLOG) {
      ahead = reader.readAhead();
    }
  }

  private Future<Void> putAside(SortedRecords sorted) {
    return stage.writeRefused(sorted.dead()).onSuccess(v -> progress.refused(sorted.dead().size()));
  }

  private Future<Void> store(SortedRecords sorted) {
    long began = System.nanoTime();
    readAhead(sorted);
    progress.storing(sorted);
    return stage
        .store(sorted)
        .onSuccess(outcome -> progress.stored(sorted, outcome, System.nanoTime() - began))
        .onFailure(e -> progress.notStored())
        .map(
            outcome -> {
              commit(sorted, outcome.dead() + sorted.dead().size());
              return null;
            });
  }

  /**
   * The loop does not wait for the commit. If it fails, the batch may be read again, and the store
   * drops it. Dead letters would be written again, so with them it follows at once; also with a
   * backlog, when a commit costs little per event.
   */
  private void commit(SortedRecords sorted, int dead) {
    boolean backlog = sorted.read().count() >= BACKLOG;
    source.commit(sorted.read().next(), backlog || dead > 0);
    progress.hint(sorted, progress.takeTrace());
  }

  /**
   * Reads this uncommitted batch again, and before it the records that a store lacks after it has
   * fallen back. If Kafka no longer has them, {@code auto.offset.reset} continues at the earliest
   * record. After an unexpected failure, the next turn starts after a pause.
   */
  private Future<Void> goBack(PolledRecords records, Throwable e) {
    if (e instanceof StoreBehindException behind) {
      LOG.warn("the store {}: reading these records again", behind.getMessage());
      return rewind(records, behind.positions());
    }
    if (retry.isStopped()) {
      return Future.failedFuture(e);
    }
    LOG.error("a batch could not be processed, reading it again", e);
    return rewind(records, Map.of()).compose(v -> Future.failedFuture(e));
  }

  /** Continues at these records, or at the positions of their partitions that are given. */
  private Future<Void> rewind(PolledRecords records, Map<Integer, Long> positions) {
    Future<SortedRecords> taken = takeAhead();
    Future<Map<TopicPartition, Long>> dropped =
        taken == null
            ? Future.succeededFuture(Map.of())
            : taken
                .map(sorted -> sorted.read().first())
                .otherwise(Map.of()); // nothing was read, or it is sought already
    return dropped.compose(
        after -> {
          Map<TopicPartition, Long> from = new HashMap<>(after);
          from.putAll(records.first());
          from.replaceAll((p, first) -> positions.getOrDefault(p.partition(), first));
          return reader.seek(from);
        });
  }
}
