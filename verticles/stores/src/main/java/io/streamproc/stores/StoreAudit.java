package io.streamproc.stores;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the stored events of one incarnation of the topic one by one, for comparison with Kafka. A
 * failure is a {@link StoreException}.
 */
public interface StoreAudit {
  /** Identities are congruent to offsets modulo this number, see {@link #identity}. */
  long OFFSETS = 1_000_000;

  /**
   * One row or point.
   *
   * @param partition partition of its record
   * @param identity see {@link StoreAudit#identity}
   * @param time event time, epoch milliseconds
   * @param amount the event's amount
   */
  record StoredEvent(int partition, long identity, long time, double amount) {}

  /**
   * Returns the store's name for reports, such as {@code TimescaleDB at localhost:5432/streamproc}.
   */
  String name();

  /**
   * Returns the value by which the store distinguishes two events of one partition. In every store
   * it is congruent to the record's offset modulo {@link #OFFSETS}.
   *
   * @param offset offset of the record
   * @param time event time, epoch milliseconds
   */
  long identity(long offset, long time);

  /** Whether an identity is the offset itself, which also gives the record's age. */
  boolean keepsOffsets();

  /** Returns the age after which retention may have dropped events; zero: never. */
  Duration retention();

  /**
   * Returns the next offset of each partition as recorded by the store. Empty for a store that
   * keeps no positions.
   */
  Future<Map<Integer, Long>> positions(String topicId);

  /**
   * Passes every event of the partitions to {@code each}, in any order. Includes all events stored
   * before the call, and possibly events stored during it.
   *
   * @param topicId Kafka's UUID of the topic
   * @param each called for one event at a time, never concurrently; must not block
   */
  Future<Void> scan(String topicId, Set<Integer> partitions, Consumer<StoredEvent> each);

  /** Asks the server for its version, schema and time. */
  Future<ServerState> state();

  /** Closes the connections; completes when they are closed. */
  Future<Void> close();
}
