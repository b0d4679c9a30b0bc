package io.streamproc.core.role;

import java.util.Locale;

/** A server outside the roles that a role may need. */
public enum Server {
  KAFKA,
  TIMESCALE,
  INFLUX;

  /** Its name in the chart, and the section of its settings. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
