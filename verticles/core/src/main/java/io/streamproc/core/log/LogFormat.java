package io.streamproc.core.log;

import io.streamproc.core.settings.Settings;

/** The form of log lines. */
public enum LogFormat {
  /** For people. */
  TEXT,
  /** One JSON object per line, for programs that collect logs. */
  JSON;

  public static LogFormat read(Settings s) {
    return s.choice("log.format", TEXT, "form of the log lines");
  }
}
