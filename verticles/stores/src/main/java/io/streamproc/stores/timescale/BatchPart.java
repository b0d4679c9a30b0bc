package io.streamproc.stores.timescale;

import io.streamproc.stores.SinkBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A part of a batch that one statement stores: events {@code from} to {@code to}, exclusive, and
 * the positions after them. A position never passes an event of a later part. Otherwise that event
 * would count as stored if the process ended in between.
 *
 * @param next by partition, the offset after the part's last event or after skipped events of the
 *     other series
 */
record BatchPart(int from, int to, Map<Integer, Long> next) {
  /** Returns the parts in the order in which they must be stored; at least one. */
  static List<BatchPart> split(SinkBatch batch, int maxEvents) {
    Map<Integer, Integer> lastPart = new HashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      if (endsRun(batch, i, batch.size())) {
        lastPart.put(batch.partition(i), i / maxEvents);
      }
    }
    int count = Math.max(1, (batch.size() + maxEvents - 1) / maxEvents);
    List<BatchPart> parts = new ArrayList<>(count);
    for (int c = 0; c < count; c++) {
      int from = c * maxEvents;
      int to = Math.min(batch.size(), from + maxEvents);
      parts.add(new BatchPart(from, to, positions(batch, from, to, c, count - 1, lastPart)));
    }
    return parts;
  }

  private static Map<Integer, Long> positions(
      SinkBatch batch, int from, int to, int part, int end, Map<Integer, Integer> lastPart) {
    Map<Integer, Long> next = new TreeMap<>();
    for (int i = from; i < to; i++) {
      if (endsRun(batch, i, to)) {
        next.put(batch.partition(i), batch.offset(i) + 1);
      }
    }
    batch
        .ranges()
        .forEach(
            (partition, range) -> {
              if (lastPart.getOrDefault(partition, end) == part) {
                next.merge(partition, range.next(), Math::max);
              }
            });
    return next;
  }

  /** Whether the next event is of another partition; events of one partition follow each other. */
  private static boolean endsRun(SinkBatch batch, int i, int to) {
    return i + 1 == to || batch.partition(i + 1) != batch.partition(i);
  }
}
