package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The producer's ledger: DEBUG lines, one before each attempt to send a batch and one for its
 * outcome. Each has the batch's key and its source's counts. The lines of a killed process show
 * which batches it sent and how many events were in its memory. {@code bench chaos} compares them
 * with Kafka.
 */
final class BatchLog {
  private static final Logger LOG = LoggerFactory.getLogger(BatchLog.class);

  private BatchLog() {}

  static void sending(EventSource.Parcel parcel, int attempt, EventCounts counts) {
    if (LOG.isDebugEnabled()) {
      EventBatch events = parcel.events();
      LOG.debug(
          "batch {} attempt {}: {} events from {} to {}; {}",
          parcel.key(),
          attempt,
          events.size(),
          Instant.ofEpochMilli(events.time(0)),
          Instant.ofEpochMilli(events.time(events.size() - 1)),
          counts);
    }
  }

  static void stored(EventSource.Parcel parcel, EventCounts counts) {
    LOG.debug("batch {} stored; {}", parcel.key(), counts);
  }

  static void refused(EventSource.Parcel parcel, EventCounts counts) {
    LOG.debug("batch {} refused; {}", parcel.key(), counts);
  }
}
