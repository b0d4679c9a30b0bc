package io.streamproc.consumer.loop;

import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.vertx.core.Future;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Sorts what was polled, by the incarnation of the topic that it was read from. */
public final class RecordSorter {
  private final Threshold threshold;
  private final SeriesName kept;
  private final TopicIdentity topic;
  private final EventDecoder decoder = new EventDecoder();

  /**
   * @param kept the side to keep
   */
  public RecordSorter(Threshold threshold, SeriesName kept, TopicIdentity topic) {
    this.threshold = threshold;
    this.kept = kept;
    this.topic = topic;
  }

  Future<SortedRecords> sort(ConsumerRecords<byte[], byte[]> records) {
    return topic.of(records).map(id -> SortedRecords.sort(records, decoder, threshold, kept, id));
  }

  /** These records are read again, or what lies before them. */
  void forget(ConsumerRecords<byte[], byte[]> records) {
    topic.forget(records);
  }
}
