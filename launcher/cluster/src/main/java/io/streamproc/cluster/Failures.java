package io.streamproc.cluster;

import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.settings.Hosts;
import java.net.BindException;

/** Explains a failure in one line that a user can act on. */
final class Failures {
  private Failures() {}

  static ClusterException cantBind(String host, String ports, String key, Throwable cause) {
    return new ClusterException(
        PortInUseException.message(
            Hosts.bracketed(host) + ":" + ports,
            cause.getMessage(),
            "port",
            PortInUseException.bySetting(key)),
        cause);
  }

  static RuntimeException explain(Throwable e, ClusterSettings settings) {
    if (e instanceof ClusterException || e instanceof IllegalArgumentException) {
      return (RuntimeException) e;
    }
    Endpoint bus = settings.bus().endpoint();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) { // the member's own port was probed before
        return cantBind(bus.host(), "" + bus.port(), "cluster.bus-port", cause);
      }
    }
    return new ClusterException("can't join cluster " + settings.name() + ": " + e, e);
  }
}
