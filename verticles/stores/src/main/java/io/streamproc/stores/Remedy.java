package io.streamproc.stores;

/** What can make a batch go in that a store did not take. */
public enum Remedy {
  /** Time, or somebody who mends the server: it is away, full, locked, or its schema is broken. */
  WAIT,

  /** A smaller batch: the store ran out of time, memory, locks or length. */
  SMALLER,

  /** Nothing: the store will never take this data. A part of the batch may be good. */
  NONE,

  /**
   * Unknown: the store gave a reason that says neither. Parts of the batch are tried, so that one
   * bad event does not hold up the others.
   */
  UNKNOWN
}
