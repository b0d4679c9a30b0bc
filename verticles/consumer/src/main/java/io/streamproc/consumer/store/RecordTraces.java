package io.streamproc.consumer.store;

import io.streamproc.core.kafka.TraceHeader;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Collects the traces of the events of one batch. Not thread-safe. */
public final class RecordTraces {
  /** Traces of a batch that are remembered; the first ones, in the order of the records. */
  static final int MOST = 64;

  private final boolean on;
  private final Set<String> found = new LinkedHashSet<>();
  private byte[] last = {};

  /**
   * @param on whether to look at the records at all
   */
  public RecordTraces(boolean on) {
    this.on = on;
  }

  /** Notes the trace of a record, if its request is traced. */
  void add(ConsumerRecord<?, ?> record) {
    if (!on || found.size() == MOST) {
      return;
    }
    byte[] value = TraceHeader.read(record);
    if (value != null && !Arrays.equals(value, last)) { // records of a request follow each other
      last = value;
      found.add(TraceHeader.text(value));
    }
  }

  /** Returns the {@code traceparent} of each trace. */
  Set<String> found() {
    return found;
  }
}
