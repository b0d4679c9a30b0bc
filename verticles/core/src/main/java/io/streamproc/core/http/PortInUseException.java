package io.streamproc.core.http;

import io.streamproc.core.settings.Hosts;
import io.streamproc.core.settings.Settings;
import java.util.Locale;

/** Another process holds the port, or the address is not this machine's. */
public final class PortInUseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param option the setting of the port, {@code ROLE.port}; that of the host is {@code ROLE.host}
   */
  public PortInUseException(String host, int port, String option, Throwable cause) {
    super(message(host, port, option, String.valueOf(cause.getMessage())), cause);
  }

  private static String message(String host, int port, String option, String cause) {
    boolean address = cause.contains("assign requested") || cause.contains(host + ":");
    String choice = address ? option.replaceFirst("port$", "host") : option;
    return String.format(
        Locale.ROOT,
        "can't listen on %s (%s); choose another %s with %s (%s)",
        Hosts.withPort(host, port),
        cause,
        address ? "address" : "port",
        choice,
        Settings.envName(choice));
  }
}
