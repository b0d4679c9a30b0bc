package io.streamproc.audit.dead;

import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.audit.kafka.TopicLog;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * All dead letters of one incarnation of a topic, read from the dead-letter topic. That holds dead
 * letters, and marks that a dead letter was replayed.
 */
public final class DeadLetters {
  private final String topic;
  private final String topicId;
  private final TreeMap<RecordIdentity, DeadLetter> letters = new TreeMap<>();
  private int foreign;

  private DeadLetters(String topic, String topicId) {
    this.topic = topic;
    this.topicId = topicId;
  }

  /**
   * Reads the whole dead-letter topic. Memory grows with the number of letters.
   *
   * @param topic the topic whose letters are wanted
   * @param topicId its incarnation; letters of an earlier one are left out
   */
  public static DeadLetters read(TopicLog log, String deadTopic, String topic, String topicId) {
    return read(log, deadTopic, topic, topicId, source -> true);
  }

  /**
   * As above, but keeps only some letters in memory.
   *
   * @param wanted by the source of a letter
   */
  static DeadLetters read(
      TopicLog log,
      String deadTopic,
      String topic,
      String topicId,
      Predicate<RecordIdentity> wanted) {
    DeadLetters read = new DeadLetters(topic, topicId);
    log.read(deadTopic, log.ranges(deadTopic), record -> read.add(record, wanted));
    return read;
  }

  private void add(ConsumerRecord<byte[], byte[]> record, Predicate<RecordIdentity> wanted) {
    Optional<DeadRecord> read = DeadRecord.of(record);
    if (read.isEmpty()) {
      foreign++;
      return;
    }
    DeadRecord one = read.get();
    if (!one.isOf(topic, topicId) || !wanted.test(one.source())) {
      return;
    }
    if (one.replayedAs() == null) {
      letters.merge(one.source(), one.letter(record), DeadLetter::and);
    } else {
      letters.computeIfPresent(one.source(), (s, letter) -> letter.replayedAs(one.replayedAs()));
    }
  }

  /** Ordered by partition and offset. */
  public Collection<DeadLetter> all() {
    return letters.values();
  }

  public Optional<DeadLetter> find(RecordIdentity source) {
    return Optional.ofNullable(letters.get(source));
  }

  /** Number of records on the dead-letter topic that are neither dead letters nor marks. */
  public int foreign() {
    return foreign;
  }
}
