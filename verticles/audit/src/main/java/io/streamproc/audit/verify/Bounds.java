package io.streamproc.audit.verify;

import io.streamproc.audit.dead.DeadLetter;
import io.streamproc.audit.dead.DeadLetters;
import io.streamproc.audit.kafka.TopicLog.Range;
import io.streamproc.core.series.SeriesName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/**
 * The state of the system at the beginning of a verification, read in this order: first the
 * position of each side, then the ends of Kafka's partitions. So every event before a position is
 * in its store by the time the store is read, even if the system goes on.
 *
 * @param topicId the topic's incarnation
 * @param positions by side and partition: everything before must be stored
 * @param ranges what Kafka holds
 * @param letters by partition: offsets of the dead letters
 */
record Bounds(
    String topicId,
    Map<SeriesName, Map<Integer, Long>> positions,
    NavigableMap<Integer, Range> ranges,
    Map<Integer, Set<Long>> letters) {

  static Map<Integer, Set<Long>> index(DeadLetters letters, Map<Integer, Range> ranges) {
    Map<Integer, Set<Long>> index = new HashMap<>();
    for (DeadLetter letter : letters.all()) {
      Range range = ranges.get(letter.source().partition());
      if (range != null && range.contains(letter.source().offset())) {
        index
            .computeIfAbsent(letter.source().partition(), p -> new HashSet<>())
            .add(letter.source().offset());
      }
    }
    return index;
  }

  boolean isLetter(int partition, long offset) {
    return letters.getOrDefault(partition, Set.of()).contains(offset);
  }

  /** Whether the side's consumer has passed this record. */
  boolean isDue(SeriesName side, int partition, long offset) {
    return offset < positions.get(side).getOrDefault(partition, 0L);
  }

  boolean contains(int partition, long offset) {
    Range range = ranges.get(partition);
    return range != null && range.contains(offset);
  }

  /** By partition: the offset behind the last record. */
  Map<Integer, Long> ends() {
    Map<Integer, Long> ends = new HashMap<>();
    ranges.forEach((partition, range) -> ends.put(partition, range.end()));
    return ends;
  }

  int partitions() {
    return ranges.isEmpty() ? 0 : ranges.lastKey() + 1;
  }
}
