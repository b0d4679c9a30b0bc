package io.streamproc.consumer.loop;

import io.streamproc.consumer.store.BatchBuilder;
import io.streamproc.consumer.store.RecordTraces;
import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Sorts polled records, with the topic incarnation that they were read from. */
public final class RecordSorter {
  private final Vertx vertx;
  private final Predicate<Event> kept;
  private final TopicIdentity topic;
  private final boolean traced;
  private final EventDecoder decoder = new EventDecoder();

  /**
   * @param series the series to store
   * @param traced whether to collect the traces of the events
   */
  public RecordSorter(
      Vertx vertx, Threshold threshold, SeriesName series, TopicIdentity topic, boolean traced) {
    this.vertx = vertx;
    this.kept = event -> threshold.seriesOf(event.amount()) == series;
    this.topic = topic;
    this.traced = traced;
  }

  BatchBuilder newBatch() {
    return new BatchBuilder(decoder, kept, new RecordTraces(traced));
  }

  /**
   * Adds the records of a poll to a batch: a few at once, and those of a backlog on a worker
   * thread, because they would block the event loop, which serves other roles of the process too.
   *
   * @param gaps offsets without records before the first records, by partition their first one
   * @return false if they have to begin another batch, see {@link BatchBuilder#add}
   */
  Future<Boolean> sort(
      ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Long> gaps, BatchBuilder into) {
    return topic
        .of(records)
        .compose(
            id ->
                records.count() < ConsumerLoop.BACKLOG
                    ? Future.succeededFuture(into.add(id, records, gaps))
                    : vertx.executeBlocking(() -> into.add(id, records, gaps), false));
  }

  /** Must be called when records of these partitions will be read again. */
  void forget(Collection<TopicPartition> partitions) {
    topic.forget(partitions);
  }
}
