package io.streamproc.consumer;

import io.streamproc.core.Names;
import io.streamproc.core.bus.ProgressHint;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.Retry;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code poll -> put the dead aside -> store -> commit -> hint -> poll}. One batch at a time, so
 * back-pressure needs no queue: a store that is away stops the poll, and Kafka keeps the backlog.
 *
 * <p>Delivery from Kafka is at least once; the store's identities make the effect exactly once. The
 * commit therefore comes after the store's and may be lost without harm.
 */
final class ConsumerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Vertx vertx;
  private final ConsumerConfig config;
  private final KafkaReadStream<byte[], byte[]> stream;
  private final StoreStage stage;
  private final ConsumerMetrics metrics;
  private final Health.Part health;
  private final EventDecoder decoder = new EventDecoder();
  private final KeepAlive keepAlive;
  private final LagWatch lag;
  private final Map<Integer, Long> positions = new HashMap<>();
  private final Promise<Void> ended = Promise.promise();
  private String topicId;
  private int failedPolls;
  private boolean polling;
  private boolean stopping;

  ConsumerLoop(
      Vertx vertx,
      ConsumerConfig config,
      String topicId,
      KafkaReadStream<byte[], byte[]> stream,
      EventSink sink,
      DeadLetterWriter deadLetters,
      ConsumerMetrics metrics,
      LagWatch lag,
      Health.Part health) {
    this.vertx = vertx;
    this.config = config;
    this.topicId = topicId;
    this.stream = stream;
    this.stage =
        new StoreStage(vertx, config.store(), sink, deadLetters::write, health, () -> stopping);
    this.metrics = metrics;
    this.lag = lag;
    this.health = health;
    this.keepAlive = new KeepAlive(vertx, stream);
  }

  /** Runs until {@link #stop()}; must be called on the verticle's context. */
  void start() {
    next();
  }

  /**
   * @return completes when the batch in hand is stored and committed, or given up because its store
   *     is away; then nothing of it is committed either
   */
  Future<Void> stop() {
    stopping = true;
    if (polling) {
      stream.unwrap().wakeup();
    }
    return ended.future();
  }

  private void next() {
    if (stopping) {
      ended.complete();
      return;
    }
    polling = true;
    stream
        .poll(POLL)
        .onComplete(v -> polling = false)
        .compose(this::process)
        .onSuccess(v -> again())
        .onFailure(this::failed);
  }

  private void again() {
    if (failedPolls > 0) {
      failedPolls = 0;
      health.ready();
    }
    next();
  }

  /** A poll that fails has read nothing, so there is nothing to go back to. */
  private void failed(Throwable e) {
    if (stopping) {
      ended.complete();
      return;
    }
    failedPolls++;
    long wait = Math.max(1, Retry.waitAfter(failedPolls).toMillis());
    LOG.warn(
        "{}: poll failed {} times, next in {} ms: {}",
        config.role(),
        failedPolls,
        wait,
        e.toString());
    health.notReady("can't read from Kafka: " + e.getMessage());
    vertx.setTimer(wait, t -> next());
  }

  /**
   * From here on the records are this loop's: they are stored and committed, or the loop ends. No
   * failure leads back to the poll, because the next one would read on behind them.
   */
  private Future<Void> process(ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty()) {
      return Future.succeededFuture();
    }
    metrics.read.increment(records.count());
    lag.read(records);
    keepAlive.start();
    return sameTopic(records)
        .map(v -> sort(records))
        .compose(this::putAside)
        .compose(this::store)
        .eventually(keepAlive::stop)
        .onSuccess(v -> lag.stored())
        .compose(this::commit)
        .onSuccess(this::hint)
        .<Void>mapEmpty()
        .recover(
            e ->
                e instanceof StoreBehindException behind
                    ? goBack(records, behind)
                    : Future.failedFuture(e));
  }

  /**
   * What the store lacks is read again, and with it all of this batch, of which nothing is
   * committed. Where Kafka no longer has it, its {@code auto.offset.reset} leads to the earliest
   * that it has.
   */
  private Future<Void> goBack(
      ConsumerRecords<byte[], byte[]> records, StoreBehindException behind) {
    LOG.warn("{}: {} {}: reading that again", config.role(), config.store(), behind.getMessage());
    return Future.join(
            records.partitions().stream()
                .map(
                    partition -> {
                      positions.remove(partition.partition());
                      long first = records.records(partition).get(0).offset();
                      return keepAlive.seek(
                          partition, behind.positions().getOrDefault(partition.partition(), first));
                    })
                .toList())
        .mapEmpty();
  }

  private SortedRecords sort(ConsumerRecords<byte[], byte[]> records) {
    return SortedRecords.sort(
        records, decoder, config.consumer().threshold(), config.series(), topicId);
  }

  /**
   * Offsets that fall back may mean a topic that was deleted and made anew, whose offsets are no
   * repetition. Kafka's id of the topic tells.
   */
  private Future<Void> sameTopic(ConsumerRecords<byte[], byte[]> records) {
    boolean fellBack = false;
    for (TopicPartition partition : records.partitions()) {
      long first = records.records(partition).get(0).offset();
      Long expected =
          positions.put(partition.partition(), records.nextOffsets().get(partition).offset());
      fellBack |= expected == null || first < expected;
    }
    if (!fellBack) {
      return Future.succeededFuture();
    }
    return new Retry(vertx, "look up the topic", e -> true, () -> stopping, health::notReady)
        .run(() -> Topics.ensure(vertx, config.kafka()))
        .onSuccess(topic -> topicId = topic.id())
        .mapEmpty();
  }

  private Future<SortedRecords> putAside(SortedRecords sorted) {
    return stage
        .writeDead(sorted.dead())
        .onSuccess(v -> metrics.dead.increment(sorted.dead().size()))
        .map(sorted);
  }

  private Future<SortedRecords> store(SortedRecords sorted) {
    long began = System.nanoTime();
    return stage
        .store(sorted)
        .onSuccess(
            outcome -> {
              metrics.stored(sorted.batch().size(), outcome, System.nanoTime() - began);
              health.ready();
            })
        .map(sorted);
  }

  /** A commit that fails costs a repetition, which the store drops; it never stops the loop. */
  private Future<SortedRecords> commit(SortedRecords sorted) {
    return stream
        .commit(sorted.next())
        .onFailure(e -> LOG.info("{}: positions not committed: {}", config.role(), e.toString()))
        .otherwiseEmpty()
        .map(sorted);
  }

  private void hint(SortedRecords sorted) {
    SinkBatch batch = sorted.batch();
    if (batch.size() > 0) {
      TimeRange range = new TimeRange(batch.minTime(), batch.maxTime() + 1);
      var hint = new ProgressHint(config.series(), range);
      vertx.eventBus().publish(Names.BUS_PROGRESS, hint.toJson());
    }
  }
}
