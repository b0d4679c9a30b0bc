package io.streamproc.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Checks that a member can bind its port, because Hazelcast reports it in a hundred lines. */
final class FreePort {
  private FreePort() {}

  /**
   * Blocks for a moment.
   *
   * @throws ClusterException with port and setting if no port of the range can be bound
   */
  static void require(ClusterSettings settings) {
    Endpoint at = settings.member();
    int last = at.port() + settings.portsTried() - 1;
    IOException problem = null;
    for (int port = at.port(); port <= last; port++) {
      problem = tryToBind(at.host(), port);
      if (problem == null) {
        return;
      }
    }
    throw Failures.cantBind(
        at.host(), last > at.port() ? at.port() + "-" + last : "" + last, "cluster.port", problem);
  }

  private static IOException tryToBind(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(Addresses.resolve(host), port));
      return null;
    } catch (IOException e) {
      return e;
    }
  }
}
