package io.streamproc.consumer.loop;

import io.streamproc.consumer.store.BatchBuilder;
import io.streamproc.consumer.store.PolledRecords;
import io.streamproc.consumer.store.SortedRecords;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads batches: the records of one poll, and of a backlog those of further polls until the limits
 * are reached. A failure leaves the source where the batch began. For one context.
 */
public final class BatchReader {
  private static final Logger LOG = LoggerFactory.getLogger(BatchReader.class);

  /** Also for a poll that failed after others: a lasting fault fails again. */
  private static final ConsumerRecords<byte[], byte[]> NONE = ConsumerRecords.empty();

  private final RecordSource source;
  private final RecordSorter sorter;
  private final BatchLimits limits;
  private final BooleanSupplier stopped;

  /**
   * @param stopped whether to read no further
   */
  public BatchReader(
      RecordSource source, RecordSorter sorter, BatchLimits limits, BooleanSupplier stopped) {
    this.source = source;
    this.sorter = sorter;
    this.limits = limits;
    this.stopped = stopped;
  }

  /**
   * Reads a batch that begins with the next records.
   *
   * @param polled is called for each poll before its records are sorted
   * @return empty if no record arrived for a moment
   */
  Future<SortedRecords> read(Consumer<PolledRecords> polled) {
    return fill(source.poll(), source::pollFetched, polled);
  }

  /**
   * Reads a batch while another one is stored.
   *
   * @return empty if there was no backlog
   */
  Future<SortedRecords> readAhead() {
    return fill(source.pollAhead(), source::pollAhead, records -> {});
  }

  private Future<SortedRecords> fill(
      Future<ConsumerRecords<byte[], byte[]>> first,
      Supplier<Future<ConsumerRecords<byte[], byte[]>>> more,
      Consumer<PolledRecords> polled) {
    Promise<SortedRecords> full = Promise.promise();
    Filling filling = new Filling(sorter.newBatch(), more, polled, full);
    first.onSuccess(filling::take).onFailure(full::fail);
    return full.future();
  }

  /** One batch. Not with futures of futures: it may have hundreds of polls. */
  private final class Filling {
    private final BatchBuilder batch;
    private final Supplier<Future<ConsumerRecords<byte[], byte[]>>> more;
    private final Consumer<PolledRecords> polled;
    private final Promise<SortedRecords> full;

    private Filling(
        BatchBuilder batch,
        Supplier<Future<ConsumerRecords<byte[], byte[]>>> more,
        Consumer<PolledRecords> polled,
        Promise<SortedRecords> full) {
      this.batch = batch;
      this.more = more;
      this.polled = polled;
      this.full = full;
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
      int count = records.count(); // the records themselves must not be kept during the next poll
      try {
        sort(records, batch, polled)
            .compose(added -> added && hasRoom(batch, count) ? more.get().otherwise(NONE) : none())
            .onSuccess(this::next)
            .onFailure(full::tryFail);
      } catch (RuntimeException e) { // otherwise the loop would wait for ever
        full.tryFail(e);
      }
    }

    private void next(ConsumerRecords<byte[], byte[]> records) {
      if (records.isEmpty()) {
        full.complete(batch.build(source.ends()));
      } else {
        take(records);
      }
    }
  }

  private boolean hasRoom(BatchBuilder batch, int last) {
    int step = limits.part().records();
    return limits.leaveRoom(step, last, batch.read().count(), batch.bytes())
        && !stopped.getAsBoolean();
  }

  private static Future<ConsumerRecords<byte[], byte[]>> none() {
    return Future.succeededFuture(NONE);
  }

  private Future<Boolean> sort(
      ConsumerRecords<byte[], byte[]> records, BatchBuilder batch, Consumer<PolledRecords> polled) {
    source.hold();
    return source
        .gaps()
        .compose(
            gaps ->
                note(records, polled)
                    .compose(v -> sorter.sort(records, gaps, batch))
                    .compose(
                        added -> added ? Future.succeededFuture(true) : giveBack(records, gaps))
                    .recover(e -> unsorted(records, gaps, batch, e)))
        .eventually(source::release);
  }

  private static Future<Void> note(
      ConsumerRecords<byte[], byte[]> records, Consumer<PolledRecords> polled) {
    return Future.future(
        noted -> {
          if (!records.isEmpty()) {
            polled.accept(new PolledRecords(records));
          }
          noted.complete();
        });
  }

  /** These records begin the next batch. */
  private Future<Boolean> giveBack(
      ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Long> gaps) {
    return seek(begin(records, gaps)).map(false);
  }

  /** Reads the whole batch again: otherwise the next poll would continue after it. */
  private Future<Boolean> unsorted(
      ConsumerRecords<byte[], byte[]> records,
      Map<TopicPartition, Long> gaps,
      BatchBuilder batch,
      Throwable e) {
    if (stopped.getAsBoolean()) {
      return Future.failedFuture(e);
    }
    LOG.error("a batch could not be sorted, reading it again", e);
    Map<TopicPartition, Long> from = begin(records, gaps);
    from.putAll(batch.begin());
    return seek(from).compose(v -> Future.failedFuture(e));
  }

  /** Before the gaps, or the next poll would not know them. */
  private static Map<TopicPartition, Long> begin(
      ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Long> gaps) {
    Map<TopicPartition, Long> begin = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      begin.put(partition, records.records(partition).get(0).offset());
    }
    begin.putAll(gaps);
    return begin;
  }

  /** The next batch continues from there; never fails. */
  Future<Void> seek(Map<TopicPartition, Long> from) {
    sorter.forget(from.keySet());
    return Future.join(
            from.entrySet().stream()
                .map(begin -> source.seek(begin.getKey(), begin.getValue()))
                .toList())
        .mapEmpty();
  }
}
