package io.streamproc.stores;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The content of a topic: it makes the batches that a consumer would, and the buckets that a store
 * must return once it has stored them all.
 */
public final class TopicLog {
  private final String id;
  private final Map<Integer, Partition> partitions = new TreeMap<>();

  private record Entry(long time, double amount) {}

  private record Partition(long first, List<Entry> entries) {
    private long end() {
      return first + entries.size();
    }
  }

  private TopicLog(String id) {
    this.id = id;
  }

  /** Creates a topic, with an id such as Kafka assigns: 128 bits in base64. */
  public static TopicLog fresh() {
    UUID random = UUID.randomUUID();
    ByteBuffer bits = ByteBuffer.allocate(16);
    bits.putLong(random.getMostSignificantBits()).putLong(random.getLeastSignificantBits());
    return new TopicLog(Base64.getUrlEncoder().withoutPadding().encodeToString(bits.array()));
  }

  /** Makes an empty partition begin at an offset other than 0. */
  public TopicLog begin(int partition, long offset) {
    partitions.put(partition, new Partition(offset, new ArrayList<>()));
    return this;
  }

  public TopicLog add(int partition, long time, double amount) {
    partitions
        .computeIfAbsent(partition, p -> new Partition(0, new ArrayList<>()))
        .entries
        .add(new Entry(time, amount));
    return this;
  }

  public int size() {
    return partitions.values().stream().mapToInt(p -> p.entries.size()).sum();
  }

  public String id() {
    return id;
  }

  /** Returns the offset after the last record of a partition. */
  public long end(int partition) {
    return partitions.get(partition).end();
  }

  /** Returns one batch of all records, partition after partition, as a poll returns them. */
  public SinkBatch all() {
    SinkBatch batch = empty();
    partitions.forEach((partition, log) -> add(batch, partition, log.first, log.end()));
    return batch;
  }

  /** Returns one batch of a partition's offsets {@code from} to {@code to}, exclusive. */
  public SinkBatch part(int partition, long from, long to) {
    return add(empty(), partition, from, to);
  }

  /** Returns an empty batch for {@link #add(SinkBatch, int, long, long)}. */
  public SinkBatch empty() {
    return new SinkBatch(id, 1);
  }

  /** Adds the offsets {@code from} to {@code to}, exclusive, to a batch. */
  public SinkBatch add(SinkBatch batch, int partition, long from, long to) {
    Partition log = partitions.get(partition);
    batch.read(partition, from, to);
    batch.end(partition, log.end());
    for (long offset = from; offset < to; offset++) {
      Entry entry = log.entries.get((int) (offset - log.first));
      batch.add(partition, offset, entry.time, entry.amount);
    }
    return batch;
  }

  /** Returns the buckets of a store that contains this whole topic. */
  public List<Bucket> buckets(TimeRange range, Step step) {
    return buckets(List.of(this), range, step);
  }

  /** Returns the buckets of a store that contains all of these topics. */
  public static List<Bucket> buckets(Collection<TopicLog> logs, TimeRange range, Step step) {
    Map<Long, Bucket> buckets = new TreeMap<>();
    for (TopicLog log : logs) {
      for (Partition partition : log.partitions.values()) {
        for (Entry entry : partition.entries) {
          if (entry.time >= range.from() && entry.time < range.to()) {
            long start = step.floor(entry.time);
            double amount = entry.amount;
            buckets.merge(
                start, new Bucket(start, 1, amount, amount, amount), (a, b) -> a.merge(b, start));
          }
        }
      }
    }
    return normal(buckets.values());
  }

  /** Replaces -0 by 0: the numbers are equal, and not every store distinguishes them. */
  public static List<Bucket> normal(Collection<Bucket> buckets) {
    return buckets.stream()
        .map(b -> new Bucket(b.start(), b.count(), b.sum() + 0.0, b.min() + 0.0, b.max() + 0.0))
        .toList();
  }
}
