package io.streamproc.core.role;

/**
 * Where a role stands in the pipeline, in the order in which an event passes. Roles are stopped in
 * this order, so that what a role sends while it stops still finds its receiver running.
 */
public enum Stage {
  /** Makes events or brings them from elsewhere. */
  SOURCE,
  /** Takes events from sources and writes them to Kafka. */
  INGEST,
  /** Moves events from Kafka to a store. */
  STORE,
  /** Reads the stores and publishes what changes. */
  SERVE,
  /** Uses what is served or published. */
  PRESENT
}
