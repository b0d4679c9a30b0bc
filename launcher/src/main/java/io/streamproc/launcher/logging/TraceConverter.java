package io.streamproc.launcher.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/**
 * The stack trace of a log event with its causes, safe to print; logback instantiates it by name.
 */
public final class TraceConverter extends ThrowableProxyConverter {
  @Override
  protected String throwableProxyToString(IThrowableProxy error) {
    return SafeText.ofTrace(super.throwableProxyToString(error));
  }
}
