package io.streamproc.stores;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The events of one batch that a consumer stores. It holds the events of the consumer's series,
 * each identified by partition and offset, and for every partition the range of offsets that was
 * read, including events of the other series. Events are kept in columns, the form in which they
 * are written.
 *
 * <p>Not thread-safe.
 */
public final class SinkBatch {
  private final String topicId;
  private final Map<Integer, OffsetRange> ranges = new TreeMap<>();
  private final Map<Integer, Long> ends = new HashMap<>();
  private int size;
  private int[] partitions;
  private long[] offsets;
  private long[] times;
  private double[] amounts;
  private long minTime = Long.MAX_VALUE;
  private long maxTime = Long.MIN_VALUE;

  /**
   * Range of offsets read from one partition, half open.
   *
   * @param first where the reading began: the first record, or offsets without records before it
   * @param next next offset to be read
   */
  public record OffsetRange(long first, long next) {}

  /**
   * @param topicId the topic's incarnation: offsets are an identity only within one
   * @param capacity initial capacity in events, at least 1
   */
  public SinkBatch(String topicId, int capacity) {
    this.topicId = topicId;
    partitions = new int[capacity];
    offsets = new long[capacity];
    times = new long[capacity];
    amounts = new double[capacity];
  }

  /**
   * Records that a partition was read from {@code first} to {@code next}, exclusive. Further calls
   * extend the range.
   */
  public void read(int partition, long first, long next) {
    ranges.merge(
        partition,
        new OffsetRange(first, next),
        (a, b) -> new OffsetRange(Math.min(a.first, b.first), Math.max(a.next, b.next)));
  }

  /**
   * Records the end of a partition's log at the time when it was read, or later.
   *
   * @param end offset after those of all records that were committed before
   */
  public void end(int partition, long end) {
    ends.put(partition, end);
  }

  /** Returns the end of a partition's log, greater than any offset if it is unknown. */
  public long end(int partition) {
    return ends.getOrDefault(partition, Long.MAX_VALUE);
  }

  /** Appends an event. Offsets of a partition must be added in ascending order. */
  public void add(int partition, long offset, long time, double amount) {
    if (size == times.length) {
      grow();
    }
    partitions[size] = partition;
    offsets[size] = offset;
    times[size] = time;
    amounts[size++] = amount;
    minTime = Math.min(minTime, time);
    maxTime = Math.max(maxTime, time);
  }

  private void grow() {
    int capacity = size * 2;
    partitions = Arrays.copyOf(partitions, capacity);
    offsets = Arrays.copyOf(offsets, capacity);
    times = Arrays.copyOf(times, capacity);
    amounts = Arrays.copyOf(amounts, capacity);
  }

  /**
   * Splits the batch before {@code index}. The offset ranges are split as well, so storing both
   * parts is the same as storing this batch.
   *
   * @param index 1 to {@code size() - 1}
   */
  public List<SinkBatch> splitAt(int index) {
    SinkBatch head = new SinkBatch(topicId, index);
    SinkBatch tail = new SinkBatch(topicId, size - index);
    head.ends.putAll(ends);
    tail.ends.putAll(ends);
    for (int i = 0; i < size; i++) {
      (i < index ? head : tail).add(partitions[i], offsets[i], times[i], amounts[i]);
    }
    ranges.forEach(
        (partition, range) -> {
          long cut = firstOffset(partition, index).orElse(range.next);
          if (range.first < cut) {
            head.read(partition, range.first, cut);
          }
          if (cut < range.next) {
            tail.read(partition, cut, range.next);
          }
        });
    return List.of(head, tail);
  }

  private OptionalLong firstOffset(int partition, int from) {
    return IntStream.range(from, size)
        .filter(i -> partitions[i] == partition)
        .mapToLong(i -> offsets[i])
        .findFirst();
  }

  /** Returns a batch with the same offset ranges and without events. */
  public SinkBatch withoutEvents() {
    SinkBatch empty = new SinkBatch(topicId, 1);
    empty.ends.putAll(ends);
    ranges.forEach((partition, range) -> empty.read(partition, range.first, range.next));
    return empty;
  }

  public String topicId() {
    return topicId;
  }

  /** Returns the number of events; may be 0 while {@link #ranges()} is not empty. */
  public int size() {
    return size;
  }

  public int partition(int i) {
    return partitions[i];
  }

  public long offset(int i) {
    return offsets[i];
  }

  /** Returns the event time in epoch milliseconds. */
  public long time(int i) {
    return times[i];
  }

  public double amount(int i) {
    return amounts[i];
  }

  /** Returns the ranges of offsets read, by partition in ascending order. */
  public Map<Integer, OffsetRange> ranges() {
    return ranges;
  }

  /** Returns the earliest event time; undefined if {@link #size()} is 0. */
  public long minTime() {
    return minTime;
  }

  /** Returns the latest event time; undefined if {@link #size()} is 0. */
  public long maxTime() {
    return maxTime;
  }
}
