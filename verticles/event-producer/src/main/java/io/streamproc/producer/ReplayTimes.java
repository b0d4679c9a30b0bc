package io.streamproc.producer;

/** The time that a replayed event carries. */
public enum ReplayTimes {
  /** The time in the file. */
  ORIGINAL,
  /** The time in the file, shifted so that a pass begins now, with gaps divided by the speed. */
  NOW
}
