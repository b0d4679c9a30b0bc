package io.streamproc.producer.replay;

/** Whether the first row of a file names its columns. */
public enum Header {
  /** It does if neither its time nor its amount can be read. */
  AUTO,
  YES,
  NO
}
