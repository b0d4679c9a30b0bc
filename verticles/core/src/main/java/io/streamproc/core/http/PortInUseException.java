package io.streamproc.core.http;

import io.streamproc.core.settings.Settings;
import java.util.Locale;

/** Another process holds the port, or the address is not this machine's. */
public final class PortInUseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public PortInUseException(String host, int port, String option, Throwable cause) {
    super(
        String.format(
            Locale.ROOT,
            "can't listen on %s:%d (%s); choose another port with %s (%s)",
            host,
            port,
            cause.getMessage(),
            option,
            Settings.envName(option)),
        cause);
  }
}
