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
 * What a topic holds: the batches that a consumer makes of it, and the buckets that a store must
 * answer with once it has them all.
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

  /** A topic that was just made, with an id such as Kafka gives it: 128 bits, base64. */
  public static TopicLog fresh() {
    UUID random = UUID.randomUUID();
    ByteBuffer bits = ByteBuffer.allocate(16);
    bits.putLong(random.getMostSignificantBits()).putLong(random.getLeastSignificantBits());
    return new TopicLog(Base64.getUrlEncoder().withoutPadding().encodeToString(bits.array()));
  }

  /** Lets a partition, which is empty yet, begin at an offset other than 0. */
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

  /** The offset after the last of a partition. */
  public long end(int partition) {
    return partitions.get(partition).end();
  }

  /** One batch of everything, partition after partition, as a poll returns it. */
  public SinkBatch all() {
    SinkBatch batch = empty();
    partitions.forEach((partition, log) -> add(batch, partition, log.first, log.end()));
    return batch;
  }

  /** One batch of a partition's offsets {@code from} to {@code to}, half open. */
  public SinkBatch part(int partition, long from, long to) {
    return add(empty(), partition, from, to);
  }

  /** A batch to be filled by {@link #add(SinkBatch, int, long, long)}. */
  public SinkBatch empty() {
    return new SinkBatch(id, 1);
  }

  /** Adds offsets {@code from} to {@code to}, half open, to a batch. */
  public SinkBatch add(SinkBatch batch, int partition, long from, long to) {
    Partition log = partitions.get(partition);
    batch.read(partition, from, to);
    for (long offset = from; offset < to; offset++) {
      Entry entry = log.entries.get((int) (offset - log.first));
      batch.add(partition, offset, entry.time, entry.amount);
    }
    return batch;
  }

  /** What a store with all of this must answer. */
  public List<Bucket> buckets(TimeRange range, Step step) {
    return buckets(List.of(this), range, step);
  }

  /** What a store with all of these must answer. */
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

  /** With 0 for -0, which are the same number and which not every store tells apart. */
  public static List<Bucket> normal(Collection<Bucket> buckets) {
    return buckets.stream()
        .map(b -> new Bucket(b.start(), b.count(), b.sum() + 0.0, b.min() + 0.0, b.max() + 0.0))
        .toList();
  }
}
