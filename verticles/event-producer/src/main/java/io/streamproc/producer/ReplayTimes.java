package io.streamproc.producer;

/** Which time a replayed event carries. */
public enum ReplayTimes {
  /** The one in the file. */
  ORIGINAL,
  /** Shifted, so that the first event of a pass is now; the gaps shrink by the speed. */
  NOW
}
