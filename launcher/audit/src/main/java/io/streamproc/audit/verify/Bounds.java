package io.streamproc.audit.verify;

import io.streamproc.audit.dead.DeadLetter;
import io.streamproc.audit.dead.DeadLetters;
import io.streamproc.audit.kafka.TopicLog.Range;
import io.streamproc.core.series.SeriesName;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;

/**
 * The state of the system at the beginning of a verification, read in this order: first the
 * position of each side, then the ends of Kafka's partitions. So every event before a position is
 * in its store by the time the store is read, even if the system goes on.
 *
 * @param topicId the topic's incarnation
 * @param positions by side and partition: everything before must be stored
 * @param ranges what Kafka holds
 * @param letters by partition: offsets of the dead letters, less the partition's first
 */
record Bounds(
    String topicId,
    Map<SeriesName, Map<Integer, Long>> positions,
    NavigableMap<Integer, Range> ranges,
    Map<Integer, BitSet> letters) {

  static Map<Integer, BitSet> index(DeadLetters letters, Map<Integer, Range> ranges) {
    Map<Integer, BitSet> index = new HashMap<>();
    for (DeadLetter letter : letters.all()) {
      Range range = ranges.get(letter.source().partition());
      if (range != null && range.contains(letter.source().offset())) {
        index
            .computeIfAbsent(letter.source().partition(), p -> new BitSet())
            .set(Math.toIntExact(letter.source().offset() - range.begin()));
      }
    }
    return index;
  }

  boolean isLetter(int partition, long offset) {
    BitSet letters = this.letters.get(partition);
    return letters != null && letters.get(Math.toIntExact(offset - ranges.get(partition).begin()));
  }

  /** Whether the side's consumer has passed this record. */
  boolean isDue(SeriesName side, int partition, long offset) {
    return offset < positions.get(side).getOrDefault(partition, 0L);
  }

  boolean contains(int partition, long offset) {
    Range range = ranges.get(partition);
    return range != null && range.contains(offset);
  }

  int partitions() {
    return ranges.isEmpty() ? 0 : ranges.lastKey() + 1;
  }
}
