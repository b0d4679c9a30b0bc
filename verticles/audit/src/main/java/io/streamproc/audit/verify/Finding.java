package io.streamproc.audit.verify;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * One difference between Kafka and a store.
 *
 * @param kind the kind of difference
 * @param store the store with the difference
 * @param partition partition of the record
 * @param offset its offset; for a point without a record, the offset modulo a million
 * @param detail a description
 */
public record Finding(Kind kind, String store, int partition, long offset, String detail) {
  /** The kinds of differences of an event or a row. */
  public enum Kind {
    /** Accepted and due, but neither stored nor a dead letter. */
    MISSING,
    /** Stored more than once. */
    TWICE,
    /** Stored with another time or amount. */
    WRONG_VALUE,
    /** Stored in the store of the other series. */
    WRONG_STORE,
    /** Stored, but Kafka has no record of this event. */
    UNKNOWN
  }

  /** A line such as {@code missing: partition 3 offset 1207, TimescaleDB at …: amount 9.0 …}. */
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
