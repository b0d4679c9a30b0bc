package io.streamproc.cluster;

import io.streamproc.core.http.Listen;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Checks that a member can bind its port, because Hazelcast would report a failure in a hundred
 * lines.
 */
final class MemberPort {
  private MemberPort() {}

  /**
   * Blocks briefly.
   *
   * @throws ClusterException with port and setting if no port of the range can be bound
   */
  static void requireFree(ClusterSettings settings) {
    Endpoint at = settings.member();
    int last = at.port() + settings.portsTried() - 1;
    IOException problem = null;
    for (int port = at.port(); port <= last; port++) {
      problem = problem(at.host(), port);
      if (problem == null) {
        return;
      }
    }
    throw Failures.cantBind(
        at.host(), last > at.port() ? at.port() + "-" + last : "" + last, "cluster.port", problem);
  }

  /** Null if the port is free. */
  private static IOException problem(String host, int port) {
    try {
      Listen.probe(new InetSocketAddress(Addresses.resolve(host), port));
      return null;
    } catch (IOException e) {
      return e;
    }
  }
}
