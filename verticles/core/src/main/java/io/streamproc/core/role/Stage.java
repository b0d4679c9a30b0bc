package io.streamproc.core.role;

/**
 * The stages of the pipeline, in the order in which an event passes. Roles are stopped in this
 * order, so that the receiver of a stopping role's messages still runs.
 */
public enum Stage {
  /** Generates events or reads them from elsewhere. */
  SOURCE,
  /** Receives events from sources and writes them to Kafka. */
  INGEST,
  /** Moves events from Kafka to a store. */
  STORE,
  /** Reads the stores and publishes what changes. */
  SERVE,
  /** Uses the published or served series. */
  PRESENT
}
