package io.streamproc.core.event;

/** The format of a request's body. */
public enum EventFormat {
  /** One JSON object, or one JSON array of objects. */
  JSON,
  /** NDJSON: one object per line, blank lines ignored. */
  LINES,
  /** {@link #JSON} if the first character is an opening bracket, else {@link #LINES}. */
  EITHER
}
