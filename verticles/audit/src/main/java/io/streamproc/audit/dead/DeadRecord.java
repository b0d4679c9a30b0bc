package io.streamproc.audit.dead;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.core.Names;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the dead-letter topic: a dead letter, or the mark that one was replayed.
 *
 * @param source the record that could not be stored
 * @param topicId Kafka's id of that record's topic, empty if it is unknown
 * @param replayedAs the event that replaced it; null for a dead letter
 */
record DeadRecord(RecordIdentity source, String topicId, RecordIdentity replayedAs) {

  /** Empty if the record is neither. */
  static Optional<DeadRecord> of(ConsumerRecord<byte[], byte[]> record) {
    String mark = text(record, Names.HEADER_DEAD_REPLAYED);
    try {
      return Optional.of(
          new DeadRecord(
              RecordIdentity.parse(text(record, Names.HEADER_DEAD_SOURCE)),
              text(record, Names.HEADER_DEAD_TOPIC_ID),
              mark.isEmpty() ? null : RecordIdentity.parse(mark)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether its source is of this incarnation of a topic. */
  boolean isOf(String topic, String id) {
    return source.topic().equals(topic) && (topicId.isEmpty() || topicId.equals(id));
  }

  /** The dead letter with its whole value. */
  DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
    return new DeadLetter(
        source,
        topicId,
        Set.of(text(record, Names.HEADER_DEAD_ROLE)),
        text(record, Names.HEADER_DEAD_REASON),
        number(record, Names.HEADER_DEAD_APPENDED),
        number(record, Names.HEADER_DEAD_TIME),
        record.value(),
        null);
  }

  private static String text(ConsumerRecord<?, ?> record, String header) {
    Header found = record.headers().lastHeader(header);
    return found == null || found.value() == null ? "" : new String(found.value(), UTF_8);
  }

  private static long number(ConsumerRecord<?, ?> record, String header) {
    String text = text(record, header);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : record.timestamp();
  }
}
