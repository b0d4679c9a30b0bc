package io.streamproc.core.event;

/** How the bytes of a request are laid out. */
public enum EventFormat {
  /** One JSON object, or one JSON array of objects. */
  JSON,
  /** NDJSON: one object a line, blank lines ignored. */
  LINES,
  /** {@link #JSON} if the first character is an opening bracket, else {@link #LINES}. */
  EITHER
}
