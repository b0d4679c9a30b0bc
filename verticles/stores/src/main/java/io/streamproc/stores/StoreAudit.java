package io.streamproc.stores;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads back the stored events of one incarnation of the topic, one by one, to compare them with
 * Kafka. A failure is a {@link StoreException}.
 */
public interface StoreAudit {
  /** Identities are offsets modulo this number, see {@link #identity}. */
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
   * The value by which the store distinguishes two events of one partition. In every store it is
   * congruent to the record's offset modulo {@link #OFFSETS}.
   *
   * @param offset offset of the record
   * @param time event time, epoch milliseconds
   */
  long identity(long offset, long time);

  /** Whether an identity is the offset itself, which also gives the record's age. */
  boolean keepsOffsets();

  /** Events older than this may have been dropped by retention; zero: never. */
  Duration retention();

  /**
   * The next offset of each partition, as the store has recorded it. Empty for a store that keeps
   * no positions.
   */
  Future<Map<Integer, Long>> positions(String topicId);

  /**
   * Passes every event of these partitions, in any order. Events stored before the call are
   * included; events stored during the call may be.
   *
   * @param topicId Kafka's UUID of the topic
   * @param each called one at a time, on one thread at a time; must not block
   */
  Future<Void> scan(String topicId, Set<Integer> partitions, Consumer<StoredEvent> each);

  /** Closes the connections; completes when they are closed. */
  Future<Void> close();
}
