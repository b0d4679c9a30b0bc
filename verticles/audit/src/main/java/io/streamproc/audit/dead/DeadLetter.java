package io.streamproc.audit.dead;

import io.streamproc.audit.kafka.RecordIdentity;
import java.util.Set;
import java.util.TreeSet;

/**
 * A record that could not be stored. Both consumers read a record that can't be decoded, so there
 * may be two dead letters of it; the source identifies them.
 *
 * @param source the record that could not be stored
 * @param topicId Kafka's id of that record's topic, empty if the dead letter does not have it
 * @param roles the consumers that refused it
 * @param reason why it could not be stored, as text
 * @param appended when the broker appended the source, epoch milliseconds
 * @param refused when it was first refused, epoch milliseconds
 * @param value the source's value, null if it had none
 * @param replayedAs the event that replaced it, or null
 */
public record DeadLetter(
    RecordIdentity source,
    String topicId,
    Set<String> roles,
    String reason,
    long appended,
    long refused,
    byte[] value,
    RecordIdentity replayedAs) {

  public boolean isReplayed() {
    return replayedAs != null;
  }

  /** This letter, also refused by the roles of another one of the same source. */
  DeadLetter and(DeadLetter again) {
    Set<String> both = new TreeSet<>(roles);
    both.addAll(again.roles);
    return new DeadLetter(source, topicId, both, reason, appended, refused, value, replayedAs);
  }

  /** This letter, replayed. */
  DeadLetter replayedAs(RecordIdentity event) {
    return new DeadLetter(source, topicId, roles, reason, appended, refused, value, event);
  }
}
