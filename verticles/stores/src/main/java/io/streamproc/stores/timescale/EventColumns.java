package io.streamproc.stores.timescale;

import io.streamproc.stores.SinkBatch;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Converts a range of a batch's events to one array per column, as {@code unnest} expects. */
public final class EventColumns {
  private EventColumns() {}

  /**
   * @param from index of the first event
   * @param to index after the last event
   * @return times, amounts, partitions, offsets
   */
  public static List<Object> of(SinkBatch batch, int from, int to) {
    int size = to - from;
    OffsetDateTime[] times = new OffsetDateTime[size];
    Double[] amounts = new Double[size];
    Integer[] partitions = new Integer[size];
    Long[] offsets = new Long[size];
    for (int i = 0; i < size; i++) {
      int event = from + i;
      times[i] = Instant.ofEpochMilli(batch.time(event)).atOffset(ZoneOffset.UTC);
      amounts[i] = batch.amount(event);
      partitions[i] = batch.partition(event);
      offsets[i] = batch.offset(event);
    }
    return List.of(times, amounts, partitions, offsets);
  }
}
