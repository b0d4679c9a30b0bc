package io.streamproc.system;

import io.streamproc.testkit.LoadBalancer;
import io.streamproc.testkit.Namespaces;
import io.streamproc.testkit.Skipped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The network under a cluster. Some members have a place of their own, to which a single cable
 * leads that can be pulled; where this machine makes no network namespaces, all stay on its
 * loopback.
 */
final class Cables implements AutoCloseable {
  private static final String WHAT = "tests of a cut network";

  private final Namespaces net;
  private final String missing;
  private final List<LoadBalancer> ways = new ArrayList<>();

  private Cables(Namespaces net, String missing) {
    this.net = net;
    this.missing = missing;
  }

  /**
   * Puts members in places of their own, before they start.
   *
   * @param members each with the name of its place; from there it reaches the stores, not Kafka
   */
  static Cables lay(Cluster cluster, Pipeline servers, Map<String, String> members)
      throws IOException {
    Namespaces net;
    try {
      net = Namespaces.make();
    } catch (IOException e) {
      return new Cables(null, "can't make network namespaces: " + e.getMessage());
    }
    Cables cables = new Cables(net, null);
    try {
      cables.place(cluster, servers, members);
      return cables;
    } catch (IOException e) {
      cables.close();
      throw e;
    }
  }

  private void place(Cluster cluster, Pipeline servers, Map<String, String> members)
      throws IOException {
    String here = net.here().getHostAddress();
    Map<String, String> settings = servers.settings();
    int postgres = Integer.parseInt(settings.get("timescale.port"));
    int questDb = Integer.parseInt(settings.get("influx.url").replaceAll(".*:", ""));
    Map<String, String> stores =
        Map.of(
            "timescale.host",
            here,
            "timescale.port",
            Integer.toString(wayTo(postgres)),
            "influx.url",
            "http://" + here + ":" + wayTo(questDb));
    for (String name : cluster.names()) {
      String place = members.get(name);
      if (place == null) {
        cluster.place(name, here, List.of(), Map.of());
      } else {
        cluster.place(name, net.add(place), net.wrapper(place), stores);
      }
    }
  }

  /** A port on the network that forwards to a server on this machine's loopback. */
  private int wayTo(int port) throws IOException {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    LoadBalancer way = LoadBalancer.at(net.here(), server);
    ways.add(way);
    return way.port();
  }

  /** Skips the test if there are none. */
  void require() {
    Skipped.unless(net != null, WHAT, missing);
  }

  void pull(String place) throws IOException {
    net.disconnect(place);
  }

  void putBack(String place) throws IOException {
    net.reconnect(place);
  }

  @Override
  public void close() throws IOException {
    for (LoadBalancer way : ways) {
      way.close();
    }
    if (net != null) {
      net.close();
    }
  }
}
