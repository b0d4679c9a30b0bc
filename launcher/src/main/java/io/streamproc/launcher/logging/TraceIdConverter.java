package io.streamproc.launcher.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.streamproc.core.trace.TraceIds;

/**
 * The trace that a log event belongs to, as {@code trace=ID}, or nothing; Logback creates it by
 * name.
 */
public final class TraceIdConverter extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    TraceIds trace = TraceIds.current();
    return trace == null ? "" : " trace=" + trace.traceId();
  }
}
