package io.streamproc.consumer.store;

import io.streamproc.consumer.fault.RefusedRecord;
import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.stores.SinkBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of one poll, sorted into events of this series and invalid records.
 *
 * @param records the polled records
 * @param batch the events of this series, and the offsets that were read
 * @param dead invalid records
 * @param next positions to commit after the batch and the dead letters are stored
 * @param traces {@code traceparent} of traced requests with events of the batch
 * @param watched ids of watched events of the batch
 */
public record SortedRecords(
    ConsumerRecords<byte[], byte[]> records,
    SinkBatch batch,
    List<RefusedRecord> dead,
    Map<TopicPartition, OffsetAndMetadata> next,
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
    SinkBatch batch = new SinkBatch(topicId, Math.max(1, records.count()));
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
          }
        } catch (InvalidEventException e) {
          dead.add(new RefusedRecord(topicId, record, e.getMessage()));
        }
      }
    }
    return new SortedRecords(
        records, batch, dead, records.nextOffsets(), traces.found(), watched.found());
  }

  /** When the broker appended the first of these records, epoch milliseconds. */
  public long oldest() {
    return records.partitions().stream()
        .mapToLong(partition -> records.records(partition).get(0).timestamp())
        .min()
        .orElseThrow();
  }

  /**
   * Every record of their partitions that the broker appended before is among these or stored
   * before, epoch milliseconds.
   */
  public long storedUntil() {
    return records.partitions().stream()
        .map(records::records)
        .mapToLong(ofPartition -> ofPartition.get(ofPartition.size() - 1).timestamp())
        .min()
        .orElseThrow();
  }

  /** The record with that identity, which must be one of these. */
  ConsumerRecord<byte[], byte[]> record(int partition, long offset) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.partition() == partition && record.offset() == offset) {
        return record;
      }
    }
    throw new IllegalArgumentException("no such record: " + partition + "@" + offset);
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
