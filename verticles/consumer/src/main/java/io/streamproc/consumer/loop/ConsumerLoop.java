package io.streamproc.consumer.loop;

import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.retry.Retry;
import io.streamproc.stores.StoreBehindException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code poll -> put refused records aside -> store -> commit -> hint -> poll}. One batch at a
 * time, so back-pressure needs no queue: an unavailable store stops the poll, and Kafka keeps the
 * backlog.
 *
 * <p>Delivery from Kafka is at least once; the store's identities make the effect exactly once. The
 * commit therefore follows the store and may be lost without harm.
 *
 * <p>After records are polled, the loop polls again only after their commit or a seek to their
 * beginning: another poll would continue behind them, and the next commit would skip them.
 */
public final class ConsumerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

  private final Retry retry;
  private final RecordSource source;
  private final RecordSorter sorter;
  private final StoreStage stage;
  private final Progress progress;
  private final Promise<Void> ended = Promise.promise();

  /**
   * @param retry repeats a failed turn; its stop condition ends the loop
   */
  public ConsumerLoop(
      Retry retry, RecordSource source, RecordSorter sorter, StoreStage stage, Progress progress) {
    this.retry = retry.named("consume events");
    this.source = source;
    this.sorter = sorter;
    this.stage = stage;
    this.progress = progress;
  }

  /** Runs until the stop condition holds; must be called on the verticle's context. */
  public void start() {
    if (retry.isStopped()) {
      ended.complete();
      return;
    }
    retry
        .run(this::turn)
        .onSuccess(
            v -> {
              progress.running();
              start();
            })
        .onFailure(e -> ended.complete());
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
    return source
        .poll()
        .compose(records -> records.isEmpty() ? Future.succeededFuture() : process(records));
  }

  private Future<Void> process(ConsumerRecords<byte[], byte[]> records) {
    progress.read(records);
    source.hold();
    return source
        .gaps()
        .compose(gaps -> sorter.sort(records, gaps))
        .compose(this::putAside)
        .compose(this::store)
        .eventually(source::release)
        .compose(this::commit)
        .onSuccess(progress::hint)
        .<Void>mapEmpty()
        .recover(e -> goBack(records, e));
  }

  private Future<SortedRecords> putAside(SortedRecords sorted) {
    return stage
        .writeRefused(sorted.dead())
        .onSuccess(v -> progress.refused(sorted.dead().size()))
        .map(sorted);
  }

  private Future<SortedRecords> store(SortedRecords sorted) {
    long began = System.nanoTime();
    progress.storing(sorted);
    return stage
        .store(sorted)
        .onSuccess(outcome -> progress.stored(sorted, outcome, System.nanoTime() - began))
        .onFailure(e -> progress.notStored())
        .map(sorted);
  }

  /**
   * After a failed commit the batch may be read again, and the store drops it; the loop continues.
   */
  private Future<SortedRecords> commit(SortedRecords sorted) {
    return source
        .commit(sorted.next())
        .onFailure(e -> LOG.info("positions {} not committed: {}", sorted.next(), e.toString()))
        .otherwiseEmpty()
        .map(sorted);
  }

  /**
   * Reads this uncommitted batch again, and before it the records that a store lacks after it has
   * fallen back. If Kafka no longer has them, {@code auto.offset.reset} continues at the earliest
   * record. After an unexpected failure, the next turn starts after a pause.
   */
  private Future<Void> goBack(ConsumerRecords<byte[], byte[]> records, Throwable e) {
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

  private Future<Void> rewind(
      ConsumerRecords<byte[], byte[]> records, Map<Integer, Long> positions) {
    sorter.forget(records);
    return Future.join(
            records.partitions().stream()
                .map(
                    partition -> {
                      long first = records.records(partition).get(0).offset();
                      return source.seek(
                          partition, positions.getOrDefault(partition.partition(), first));
                    })
                .toList())
        .mapEmpty();
  }
}
