package io.streamproc.audit.verify;

import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decodes records in the same way as the consumers. */
final class RecordEvents {
  private final EventDecoder decoder = new EventDecoder();
  private final Threshold threshold;

  RecordEvents(Threshold threshold) {
    this.threshold = threshold;
  }

  /**
   * @return the record's event, or null if it is invalid
   */
  Event event(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return null;
    }
    try {
      return decoder.decodeOne(record.value(), record.timestamp());
    } catch (InvalidEventException e) {
      return null;
    }
  }

  SeriesName side(Event event) {
    return threshold.seriesOf(event.amount());
  }
}
