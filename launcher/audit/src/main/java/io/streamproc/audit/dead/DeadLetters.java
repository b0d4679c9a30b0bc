package io.streamproc.audit.dead;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.audit.kafka.TopicLog;
import io.streamproc.core.Names;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

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
    DeadLetters read = new DeadLetters(topic, topicId);
    log.read(deadTopic, log.ranges(deadTopic), read::add);
    return read;
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    String mark = text(record, Names.HEADER_DEAD_REPLAYED);
    RecordIdentity source;
    RecordIdentity replayedAs;
    try {
      source = RecordIdentity.parse(text(record, Names.HEADER_DEAD_SOURCE));
      replayedAs = mark.isEmpty() ? null : RecordIdentity.parse(mark);
    } catch (IllegalArgumentException e) {
      foreign++;
      return;
    }
    String id = text(record, Names.HEADER_DEAD_TOPIC_ID);
    if (!source.topic().equals(topic) || !id.isEmpty() && !id.equals(topicId)) {
      return;
    }
    if (replayedAs == null) {
      letters.merge(source, letter(record, source, id), DeadLetters::merge);
    } else {
      letters.computeIfPresent(source, (s, letter) -> marked(letter, replayedAs));
    }
  }

  private static DeadLetter letter(
      ConsumerRecord<byte[], byte[]> record, RecordIdentity source, String id) {
    return new DeadLetter(
        source,
        id,
        Set.of(text(record, Names.HEADER_DEAD_ROLE)),
        text(record, Names.HEADER_DEAD_REASON),
        number(record, Names.HEADER_DEAD_APPENDED),
        number(record, Names.HEADER_DEAD_TIME),
        record.value(),
        null);
  }

  private static DeadLetter merge(DeadLetter first, DeadLetter again) {
    Set<String> roles = new TreeSet<>(first.roles());
    roles.addAll(again.roles());
    return new DeadLetter(
        first.source(),
        first.topicId(),
        roles,
        first.reason(),
        first.appended(),
        first.refused(),
        first.value(),
        first.replayedAs());
  }

  private static DeadLetter marked(DeadLetter letter, RecordIdentity replayedAs) {
    return new DeadLetter(
        letter.source(),
        letter.topicId(),
        letter.roles(),
        letter.reason(),
        letter.appended(),
        letter.refused(),
        letter.value(),
        replayedAs);
  }

  private static String text(ConsumerRecord<?, ?> record, String header) {
    Header found = record.headers().lastHeader(header);
    return found == null || found.value() == null ? "" : new String(found.value(), UTF_8);
  }

  private static long number(ConsumerRecord<?, ?> record, String header) {
    String text = text(record, header);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : record.timestamp();
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
