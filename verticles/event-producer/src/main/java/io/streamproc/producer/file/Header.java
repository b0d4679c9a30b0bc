package io.streamproc.producer.file;

/** Whether the first row of a file is a header. */
public enum Header {
  /** It is a header if neither its time nor its amount can be parsed. */
  AUTO,
  YES,
  NO
}
