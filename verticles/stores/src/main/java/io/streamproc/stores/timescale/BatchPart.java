package io.streamproc.stores.timescale;

import io.streamproc.stores.SinkBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A part of a batch that is stored by one statement: events {@code from} to {@code to}, half open,
 * and how far the positions advance with them. A position never passes an event that is still in a
 * later part: were the process to end in between, that event would count as stored.
 *
 * @param next by partition, the offset after the last that is stored or was not ours
 */
record BatchPart(int from, int to, Map<Integer, Long> next) {
  /** In the order in which they must be stored; at least one, if anything was read. */
  static List<BatchPart> split(SinkBatch batch, int maxEvents) {
    Map<Integer, Integer> lastChunk = new HashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      lastChunk.put(batch.partition(i), i / maxEvents);
    }
    int count = Math.max(1, (batch.size() + maxEvents - 1) / maxEvents);
    List<BatchPart> chunks = new ArrayList<>(count);
    for (int c = 0; c < count; c++) {
      int from = c * maxEvents;
      int to = Math.min(batch.size(), from + maxEvents);
      chunks.add(new BatchPart(from, to, positions(batch, from, to, c, count - 1, lastChunk)));
    }
    return chunks;
  }

  private static Map<Integer, Long> positions(
      SinkBatch batch, int from, int to, int chunk, int end, Map<Integer, Integer> lastChunk) {
    Map<Integer, Long> next = new TreeMap<>();
    for (int i = from; i < to; i++) {
      next.put(batch.partition(i), batch.offset(i) + 1);
    }
    batch
        .ranges()
        .forEach(
            (partition, range) -> {
              if (lastChunk.getOrDefault(partition, end) == chunk) {
                next.merge(partition, range.next(), Math::max);
              }
            });
    return next;
  }
}
