package io.streamproc.consumer.store;

import io.streamproc.consumer.fault.RefusedRecord;
import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.stores.SinkBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of one poll, sorted into events of this series and invalid records.
 *
 * @param read which records were polled
 * @param batch the events of this series, and the offsets that were read
 * @param originals what dead letters of the batch's events repeat
 * @param dead invalid records
 * @param traces {@code traceparent} of traced requests with events of the batch
 * @param watched ids of watched events of the batch
 */
public record SortedRecords(
    PolledRecords read,
    SinkBatch batch,
    Originals originals,
    List<RefusedRecord> dead,
    Set<String> traces,
    List<String> watched) {

  /**
   * @param kept the events to store; others are only counted as read
   * @param topicId Kafka's id of the topic
   * @param traces collects the traces of the events that are kept
   */
  public static SortedRecords sort(
      ConsumerRecords<byte[], byte[]> records,
      EventDecoder decoder,
      Predicate<Event> kept,
      String topicId,
      RecordTraces traces) {
    int capacity = Math.max(1, records.count());
    SinkBatch batch = new SinkBatch(topicId, capacity);
    Originals originals = new Originals(capacity);
    List<RefusedRecord> dead = new ArrayList<>();
    WatchedEvents watched = new WatchedEvents();
    for (TopicPartition partition : records.partitions()) {
      var ofPartition = records.records(partition);
      long next = records.nextOffsets().get(partition).offset();
      batch.read(partition.partition(), ofPartition.get(0).offset(), next);
      for (ConsumerRecord<byte[], byte[]> record : ofPartition) {
        try {
          Event event = decode(record, decoder);
          if (kept.test(event)) {
            traces.add(record);
            watched.add(record);
            batch.add(record.partition(), record.offset(), event.time(), event.amount());
            originals.add(record);
          }
        } catch (InvalidEventException e) {
          dead.add(new RefusedRecord(topicId, record, e.getMessage()));
        }
      }
    }
    return new SortedRecords(
        new PolledRecords(records), batch, originals, dead, traces.found(), watched.found());
  }

  /**
   * The record of an event, which must be one of the batch.
   *
   * @param partition its identity, with the offset
   */
  ConsumerRecord<byte[], byte[]> record(int partition, long offset) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.partition(i) == partition && batch.offset(i) == offset) {
        return originals.record(i, topic(), partition, offset);
      }
    }
    throw new IllegalArgumentException("no such event: " + partition + "@" + offset);
  }

  /** A consumer reads one topic. */
  private String topic() {
    return read.first().keySet().iterator().next().topic();
  }

  private static Event decode(ConsumerRecord<byte[], byte[]> record, EventDecoder decoder)
      throws InvalidEventException {
    if (record.value() == null) {
      throw new InvalidEventException(-1, null, "the record has no value");
    }
    // The default time of an event is the broker's append time: it is the same at each reading,
    // unlike the current time.
    return decoder.decodeOne(record.value(), record.timestamp());
  }
}
