package io.streamproc.audit.dead;

import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.audit.kafka.TopicLog.Range;
import io.streamproc.core.bus.DeadLetterPage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A dead letter with the beginning of its value.
 *
 * @param letter its value has at most {@link DeadLetterPage#VALUE_BYTES}
 * @param bytes length of the whole value, 0 if it has none
 * @param partition where the dead-letter topic has it
 * @param offset where the dead-letter topic has it
 */
public record KeptLetter(DeadLetter letter, int bytes, int partition, long offset) {
  private static final Comparator<KeptLetter> EARLIER =
      Comparator.<KeptLetter>comparingLong(one -> one.letter.refused())
          .thenComparingLong(KeptLetter::offset);

  static KeptLetter of(DeadLetter letter, ConsumerRecord<?, ?> record) {
    byte[] value = letter.value();
    DeadLetter cut =
        new DeadLetter(
            letter.source(),
            letter.topicId(),
            letter.roles(),
            letter.reason(),
            letter.appended(),
            letter.refused(),
            beginning(value),
            letter.replayedAs());
    return new KeptLetter(
        cut, value == null ? 0 : value.length, record.partition(), record.offset());
  }

  /** Does not end in the middle of a character of UTF-8. */
  private static byte[] beginning(byte[] value) {
    if (value == null || value.length <= DeadLetterPage.VALUE_BYTES) {
      return value;
    }
    int end = DeadLetterPage.VALUE_BYTES;
    while ((value[end] & 0xC0) == 0x80 && DeadLetterPage.VALUE_BYTES - end < 3) {
      end--;
    }
    return Arrays.copyOf(value, end);
  }

  /**
   * This letter and another one of the same source: the earlier one, with the roles of both, where
   * the dead-letter topic has the later one.
   */
  KeptLetter and(KeptLetter other) {
    KeptLetter first = EARLIER.compare(this, other) <= 0 ? this : other;
    KeptLetter again = first == this ? other : this;
    DeadLetter both = first.letter.and(again.letter);
    RecordIdentity event = letter.isReplayed() ? letter.replayedAs() : other.letter.replayedAs();
    return new KeptLetter(both.replayedAs(event), first.bytes, again.partition, again.offset);
  }

  KeptLetter replayedAs(RecordIdentity event) {
    return new KeptLetter(letter.replayedAs(event), bytes, partition, offset);
  }

  /** Its place among all. */
  public LetterKey key() {
    return new LetterKey(letter.refused(), letter.source());
  }

  /** Whether the dead-letter topic still has it. */
  boolean isWithin(Map<Integer, Range> ranges) {
    Range range = ranges.get(partition);
    return range != null && range.contains(offset);
  }
}
