package io.streamproc.consumer.store;

import io.streamproc.consumer.fault.RefusedRecord;
import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.stores.SinkBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Sorts the records of one poll after another into one batch. It keeps what the batch needs of them
 * and no others, so that a backlog of large records does not have to fit into the heap. Not
 * thread-safe.
 */
public final class BatchBuilder {
  /** What a dead letter takes besides its record until the broker has it, at most. */
  private static final int LETTER_BYTES = 1_000;

  private final EventDecoder decoder;
  private final Predicate<Event> kept;
  private final RecordTraces traces;
  private final PolledRecords read = new PolledRecords();
  private final Originals originals = new Originals();
  private final List<RefusedRecord> dead = new ArrayList<>();
  private final WatchedEvents watched = new WatchedEvents();
  private SinkBatch batch; // null: no poll so far
  private long deadBytes;

  /**
   * @param kept the events to store; others are only counted as read
   * @param traces collects the traces of the events that are kept
   */
  public BatchBuilder(EventDecoder decoder, Predicate<Event> kept, RecordTraces traces) {
    this.decoder = decoder;
    this.kept = kept;
    this.traces = traces;
  }

  /**
   * Adds the records of a poll if they are of the same topic incarnation as those before, and if
   * those of each partition follow on them. A batch states the offsets that were read as one range,
   * and a partition that another consumer had meanwhile continues where that one has committed.
   *
   * @param topicId Kafka's id of the topic
   * @param gaps offsets without records before the first records, by partition their first one; the
   *     batch has them as read
   * @return whether they were added
   */
  public boolean add(
      String topicId, ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Long> gaps) {
    if (batch == null) {
      batch = new SinkBatch(topicId, Math.max(1, records.count()));
    } else if (!topicId.equals(batch.topicId()) || !read.isFollowedBy(records, gaps)) {
      return false;
    }
    gaps.forEach((partition, from) -> batch.read(partition.partition(), from, from));
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> ofPartition = records.records(partition);
      long next = records.nextOffsets().get(partition).offset();
      batch.read(partition.partition(), ofPartition.get(0).offset(), next);
      ofPartition.forEach(this::sort);
    }
    read.add(records);
    return true;
  }

  private void sort(ConsumerRecord<byte[], byte[]> record) {
    try {
      Event event = decode(record);
      if (kept.test(event)) {
        traces.add(record);
        watched.add(record);
        batch.add(record.partition(), record.offset(), event.time(), event.amount());
        originals.add(record);
      }
    } catch (InvalidEventException e) {
      dead.add(new RefusedRecord(batch.topicId(), record, e.getMessage()));
      deadBytes += LETTER_BYTES + RecordSize.of(record);
    }
  }

  private Event decode(ConsumerRecord<byte[], byte[]> record) throws InvalidEventException {
    if (record.value() == null) {
      throw new InvalidEventException(-1, null, "the record has no value");
    }
    // The default time of an event is the broker's append time: it is the same at each reading,
    // unlike the current time.
    return decoder.decodeOne(record.value(), record.timestamp());
  }

  /** Where the reading of each partition began: its first record, or a gap before it. */
  public Map<TopicPartition, Long> begin() {
    Map<TopicPartition, Long> begin = new HashMap<>();
    for (TopicPartition partition : read.first().keySet()) {
      begin.put(partition, batch.ranges().get(partition.partition()).first());
    }
    return begin;
  }

  /** The records so far. */
  public PolledRecords read() {
    return read;
  }

  /** What the batch keeps of keys, values and headers, and dead letters besides; in bytes. */
  public long bytes() {
    return originals.bytes() + deadBytes;
  }

  /**
   * Returns the batch, after at least one poll; nothing must be added afterwards.
   *
   * @param ends of the logs of partitions, as far as they are known
   */
  public SortedRecords build(Map<TopicPartition, Long> ends) {
    for (TopicPartition partition : read.next().keySet()) {
      if (ends.containsKey(partition)) {
        batch.end(partition.partition(), ends.get(partition));
      }
    }
    return new SortedRecords(read, batch, originals, dead, traces.found(), watched.found());
  }
}
