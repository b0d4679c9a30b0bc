package io.streamproc.consumer.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Kafka's own mock of a consumer, with scripted polls, which records its calls as text. */
final class ScriptedConsumer extends MockConsumer<byte[], byte[]> {
  static final String TOPIC = "t";

  /**
   * The calls in order, for example {@code poll 3}, {@code commit 0=3}; tests can add their own.
   */
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** A poll of a shorter time only takes what is there. */
  private static final Duration SHORT = Duration.ofMillis(100);

  private final LinkedBlockingQueue<Runnable> polls = new LinkedBlockingQueue<>();
  private volatile KafkaException commitFault;
  private volatile KafkaException fetchedFault;
  private boolean fetching; // the mock seeks by itself to its start position
  private volatile long earliest;
  private Map<TopicPartition, OffsetAndMetadata> passed = Map.of();

  ScriptedConsumer() {
    super("earliest");
  }

  static TopicPartition partition(int number) {
    return new TopicPartition(TOPIC, number);
  }

  /** A record with a valid or invalid event. */
  static ConsumerRecord<byte[], byte[]> record(int partition, long offset, String value) {
    return new ConsumerRecord<>(TOPIC, partition, offset, null, value.getBytes(UTF_8));
  }

  static ConsumerRecord<byte[], byte[]> event(int partition, long offset, double amount) {
    return record(
        partition, offset, "{\"amount\":" + amount + ",\"time\":" + (1_000 + offset) + "}");
  }

  /** Assigns partitions 0 to {@code count} - 1, read from their beginning. */
  void assignPartitions(int count) {
    for (int i = 0; i < count; i++) {
      updateBeginningOffsets(Map.of(partition(i), 0L));
    }
    rebalance(IntStream.range(0, count).mapToObj(ScriptedConsumer::partition).toList());
  }

  /** The next poll that reads returns these. */
  @SafeVarargs
  final void next(ConsumerRecord<byte[], byte[]>... records) {
    polls.add(
        () -> {
          for (ConsumerRecord<byte[], byte[]> record : records) {
            addRecord(record);
          }
        });
  }

  /** The next poll that reads returns no records, and passes offsets without records. */
  void nextPasses(int partition, long next) {
    polls.add(() -> passed = Map.of(partition(partition), new OffsetAndMetadata(next)));
  }

  /** Kafka has deleted all records before this offset. */
  void deleteBefore(long offset) {
    earliest = offset;
  }

  @Override
  public synchronized Map<TopicPartition, Long> beginningOffsets(
      Collection<TopicPartition> partitions) {
    return partitions.stream().collect(Collectors.toMap(p -> p, p -> earliest));
  }

  /** The next poll that reads returns no records, and assigns these partitions. */
  void nextRebalances(Collection<TopicPartition> partitions) {
    polls.add(() -> rebalance(partitions));
  }

  /** The next poll that reads fails. */
  void nextFails(KafkaException e) {
    polls.add(() -> setPollException(e));
  }

  /** Makes polls of what is fetched already fail with this. */
  void failFetched(KafkaException e) {
    fetchedFault = e;
  }

  /** Makes commits fail with this; null: no failure. */
  void failCommits(KafkaException e) {
    commitFault = e;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    if (!paused().isEmpty() || timeout.compareTo(SHORT) < 0) {
      calls.add("poll of " + paused().size() + " paused");
      if (fetchedFault != null) {
        throw fetchedFault;
      }
      return fetch();
    }
    try {
      Runnable scripted = polls.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (scripted != null) {
        scripted.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ConsumerRecords<byte[], byte[]> records = fetch();
    if (!records.isEmpty()) {
      calls.add("poll " + records.count());
    }
    return records;
  }

  private synchronized ConsumerRecords<byte[], byte[]> fetch() {
    fetching = true;
    try {
      passed.forEach(super::seek);
      ConsumerRecords<byte[], byte[]> records = super.poll(Duration.ZERO);
      ConsumerRecords<byte[], byte[]> result =
          passed.isEmpty() ? records : new ConsumerRecords<>(Map.of(), passed);
      passed = Map.of();
      return result;
    } finally {
      fetching = false;
    }
  }

  @Override
  public void wakeup() {
    calls.add("wakeup");
    super.wakeup();
    polls.add(() -> {});
  }

  @Override
  public synchronized void commitAsync(
      Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
    calls.add("commit " + words(offsets));
    if (commitFault == null) {
      super.commitAsync(offsets, callback);
    } else if (callback == null) {
      throw commitFault;
    } else {
      callback.onComplete(offsets, commitFault);
    }
  }

  private static String words(Map<TopicPartition, OffsetAndMetadata> offsets) {
    Map<Integer, Long> sorted = new TreeMap<>();
    offsets.forEach((partition, offset) -> sorted.put(partition.partition(), offset.offset()));
    return sorted.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }

  @Override
  public synchronized void seek(TopicPartition partition, long offset) {
    if (!fetching) {
      calls.add("seek " + partition.partition() + "=" + offset);
    }
    super.seek(partition, offset);
  }

  @Override
  public synchronized void pause(Collection<TopicPartition> partitions) {
    calls.add("pause " + partitions.size());
    super.pause(partitions);
  }

  @Override
  public synchronized void resume(Collection<TopicPartition> partitions) {
    calls.add("resume " + partitions.size());
    super.resume(partitions);
  }

  List<String> calls(String verb) {
    return new ArrayList<>(calls).stream().filter(call -> call.startsWith(verb)).toList();
  }
}
