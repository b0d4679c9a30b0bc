package io.streamproc.embedded;

import java.util.Locale;

/** Another process uses a port that was assigned to an embedded server. */
public final class EmbeddedPortInUseException extends EmbeddedServerException {
  private static final long serialVersionUID = 1;

  EmbeddedPortInUseException(String server, String what, int port, Throwable cause) {
    super(
        server,
        String.format(
            Locale.ROOT,
            "%s port %d of %s is in use; stop what holds it or choose another port",
            what,
            port,
            Ports.LOOPBACK),
        cause);
  }
}
