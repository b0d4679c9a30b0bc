package io.streamproc.launcher.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/**
 * The whole stack trace of what was logged with an error, causes included, safe to print; logback
 * makes it by name.
 */
public final class TraceConverter extends ThrowableProxyConverter {
  @Override
  protected String throwableProxyToString(IThrowableProxy error) {
    return SafeText.ofTrace(super.throwableProxyToString(error));
  }
}
