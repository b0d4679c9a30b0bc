package io.streamproc.launcher.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The message of a log event, safe to print; logback instantiates it by name. */
public final class TextConverter extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return SafeText.of(String.valueOf(event.getFormattedMessage()));
  }
}
