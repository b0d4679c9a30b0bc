package io.streamproc.testkit.bus;

/** A fault in the delivery of a message. */
public enum Fault {
  /** The message is lost, and its sender is not notified. */
  DROP,
  /** The message is delivered late, possibly after newer ones. */
  DELAY,
  /** The message is delivered twice; the reply to a duplicate request is discarded. */
  DUPLICATE,
  /**
   * The message is delivered right after the next one to the same address, or 100 ms late if no
   * other follows.
   */
  REORDER
}
