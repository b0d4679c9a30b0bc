package io.streamproc.launcher.logging;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.streamproc.core.log.LogFormat;

/**
 * Writes log lines in the form that can be set while the process runs; Logback creates it by name.
 */
public final class LineEncoder extends PatternLayoutEncoder {
  private volatile LogFormat current = LogFormat.TEXT;

  /**
   * Called by Logback.
   *
   * @param name name of a format, in any case; others are refused with the settings, later
   */
  public void setFormat(String name) {
    use(LogFormat.JSON.name().equalsIgnoreCase(name) ? LogFormat.JSON : LogFormat.TEXT);
  }

  void use(LogFormat format) {
    current = format;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return current == LogFormat.JSON ? JsonLine.of(event) : super.encode(event);
  }
}
