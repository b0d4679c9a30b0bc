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
    return message(
        Hosts.withPort(host, port), cause, address ? "address" : "port", bySetting(choice));
  }

  /**
   * The message about a server that can't listen, whichever part of the system the server is.
   *
   * @param where {@code host:port}; the port may be a range
   * @param cause why, as the system says it
   * @param what {@code port} or {@code address}
   * @param choice the setting or option that chooses another one
   */
  public static String message(String where, String cause, String what, String choice) {
    return String.format(
        Locale.ROOT,
        "can't listen on %s (%s); choose another %s with %s",
        where,
        cause,
        what,
        choice);
  }

  /** A setting by its key and its environment variable. */
  public static String bySetting(String key) {
    return key + " (" + Settings.envName(key) + ")";
  }
}
