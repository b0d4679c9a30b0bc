package io.streamproc.embedded;

/** Something else holds a port that an embedded server was given. */
public final class EmbeddedPortInUseException extends EmbeddedServerException {
  private static final long serialVersionUID = 1;

  EmbeddedPortInUseException(String server, String what, int port, Throwable cause) {
    super(
        server,
        "%s port %d of %s is in use; stop what holds it or choose another port"
            .formatted(what, port, Ports.LOOPBACK),
        cause);
  }
}
