package io.streamproc.consumer.store;

import io.streamproc.consumer.fault.RefusedRecord;
import io.streamproc.stores.SinkBatch;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The records of a batch, sorted into events of this series and invalid records.
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
}
