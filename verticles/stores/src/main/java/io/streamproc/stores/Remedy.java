package io.streamproc.stores;

/** What can make a store accept a batch that it has rejected. */
public enum Remedy {
  /** Time or a repair: the server is unavailable, full or locked, or its schema is broken. */
  WAIT,

  /** A smaller batch: the store exceeded a limit of time, memory, locks or length. */
  SMALLER,

  /** Nothing: the store will never accept this data. A part of the batch may be valid. */
  NONE,

  /**
   * Unknown: the error fits none of the above. Parts of the batch are tried, so that one invalid
   * event does not hold up the others.
   */
  UNKNOWN
}
