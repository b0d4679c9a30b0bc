package io.streamproc.audit.verify;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * One fault.
 *
 * @param kind the kind of fault
 * @param store the store that has the fault
 * @param partition partition of the record
 * @param offset its offset; of a point that no record stands for, the offset modulo a million
 * @param detail a description
 */
public record Finding(Kind kind, String store, int partition, long offset, String detail) {
  /** The kinds of faults of an event or a row. */
  public enum Kind {
    /** Accepted and due, but neither stored nor a dead letter. */
    MISSING,
    /** Stored more than once. */
    TWICE,
    /** Stored with another time or amount. */
    WRONG_VALUE,
    /** Stored in the other series' store. */
    WRONG_STORE,
    /** Stored, but no record in Kafka is this event. */
    UNKNOWN
  }

  /** A line such as {@code missing events 3@1207 in TimescaleDB at …: accepted and due}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: partition %d offset %d, %s: %s",
        kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        partition,
        offset,
        store,
        detail);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("kind", kind.name().toLowerCase(Locale.ROOT))
        .put("store", store)
        .put("partition", partition)
        .put("offset", offset)
        .put("detail", detail);
  }
}
