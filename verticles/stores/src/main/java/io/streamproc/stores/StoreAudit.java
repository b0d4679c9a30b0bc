package io.streamproc.stores;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads back, event by event, what a store holds of one incarnation of the topic, so that it can be
 * held against Kafka. A failure is a {@link StoreException}.
 */
public interface StoreAudit {
  /** Identities tell offsets apart modulo this, see {@link #identity}. */
  long OFFSETS = 1_000_000;

  /**
   * One row or point.
   *
   * @param partition partition of its record
   * @param identity see {@link StoreAudit#identity}
   * @param time event time, epoch milliseconds
   * @param amount its amount
   */
  record StoredEvent(int partition, long identity, long time, double amount) {}

  /** The store's name in a report, such as {@code TimescaleDB at localhost:5432/streamproc}. */
  String name();

  /**
   * What the store tells two events of one partition apart by. Whatever the store, it equals the
   * record's offset modulo {@link #OFFSETS}.
   *
   * @param offset offset of the record
   * @param time event time, epoch milliseconds
   */
  long identity(long offset, long time);

  /** Whether an identity is the offset itself, so that it also tells a record's age. */
  boolean keepsOffsets();

  /** Age from which on events may have been dropped on purpose; zero: never. */
  Duration retention();

  /**
   * How far each partition is stored by the store's own books: the next offset. Empty where a store
   * keeps none.
   */
  Future<Map<Integer, Long>> positions(String topicId);

  /**
   * Hands over every event of these partitions, in any order. What was stored before the call is
   * among them; what is stored meanwhile may be.
   *
   * @param topicId Kafka's UUID of the topic
   * @param each called one at a time, on one thread at a time; must not block
   */
  Future<Void> scan(String topicId, Set<Integer> partitions, Consumer<StoredEvent> each);

  /** Lets go of connections; completes when they are closed. */
  Future<Void> close();
}
