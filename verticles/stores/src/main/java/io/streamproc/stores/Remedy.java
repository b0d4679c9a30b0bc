package io.streamproc.stores;

/** What can make a store accept a batch that it has refused. */
public enum Remedy {
  /** Time or a repair: the server is unavailable, full, locked, or its schema is broken. */
  WAIT,

  /** A smaller batch: the store ran out of time, memory, locks or length. */
  SMALLER,

  /** Nothing: the store will never accept this data. A part of the batch may be good. */
  NONE,

  /**
   * Unknown: the error says none of these. Parts of the batch are tried, so that one bad event does
   * not hold up the others.
   */
  UNKNOWN
}
