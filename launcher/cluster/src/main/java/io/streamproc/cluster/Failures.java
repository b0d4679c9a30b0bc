package io.streamproc.cluster;

import io.streamproc.core.settings.Settings;
import java.net.BindException;
import java.util.Locale;

/** Explains a failure in one line that a user can act on. */
final class Failures {
  private Failures() {}

  static ClusterException cantBind(String host, String ports, String key, Throwable cause) {
    return new ClusterException(
        String.format(
            Locale.ROOT,
            "can't listen on %s:%s (%s); choose another port with %s (%s)",
            host,
            ports,
            cause.getMessage(),
            key,
            Settings.envName(key)),
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
