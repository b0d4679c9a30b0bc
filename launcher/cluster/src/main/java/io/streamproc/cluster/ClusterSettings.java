package io.streamproc.cluster;

import io.streamproc.core.settings.Hosts;
import io.streamproc.core.settings.Settings;
import java.util.List;
import java.util.Locale;

/**
 * One member of a cluster.
 *
 * @param enabled whether the process joins a cluster
 * @param name only members with the same name join each other
 * @param discovery how members find each other
 * @param member address of this member
 * @param ports number of ports to try, starting with the endpoint's
 * @param members addresses for {@link Discovery#TCP}, {@code host:port} each
 * @param kubernetes for {@link Discovery#KUBERNETES}
 * @param multicast group and port for {@link Discovery#MULTICAST}
 * @param bus the event bus
 * @param lite whether it stores data of the cluster
 */
public record ClusterSettings(
    boolean enabled,
    String name,
    Discovery discovery,
    Endpoint member,
    int ports,
    List<String> members,
    KubernetesSettings kubernetes,
    Endpoint multicast,
    BusSettings bus,
    LiteMember lite) {
  static final String DEFAULT_NAME = "streamproc";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int DEFAULT_PORT = 5701;
  private static final int DEFAULT_PORTS = 8; // enough for six roles on one machine and two more
  private static final int MULTICAST_PORT = 54_327;
  private static final int LAST_PORT = 65_535;

  public ClusterSettings {
    members = List.copyOf(members);
  }

  /** Declares all settings and, if the cluster is enabled, rejects values that can't work. */
  public static ClusterSettings read(Settings s) {
    boolean enabled =
        s.flag(
            "cluster.enabled", false, "share the event bus with other processes, like --cluster");
    String name =
        s.text("cluster.name", DEFAULT_NAME, "members with the same name join each other");
    Discovery discovery =
        s.choice("cluster.discovery", Discovery.TCP, "how members discover each other");
    Endpoint member = member(s);
    int ports =
        s.integer(
            "cluster.ports",
            DEFAULT_PORTS,
            1,
            100,
            "number of ports to try, starting with cluster.port");
    String listed =
        s.text(
            "cluster.members",
            "",
            "for tcp: host, host:port or host:first-last, separated by commas;"
                + " empty for the members of this host");
    ClusterSettings read =
        new ClusterSettings(
            enabled,
            name,
            discovery,
            member,
            ports,
            List.of(),
            KubernetesSettings.read(s),
            multicast(s),
            BusSettings.read(s, member),
            s.choice(
                "cluster.lite",
                LiteMember.AUTO,
                "store no data of the cluster; auto: true if no role uses the bus"));
    return enabled ? read.checked(s, listed) : read; // unused settings are not checked
  }

  private static Endpoint member(Settings s) {
    return new Endpoint(
        s.host("cluster.host", LOOPBACK, "address of this machine to bind"),
        s.integer("cluster.port", DEFAULT_PORT, 1, LAST_PORT, "port of the member, TCP"),
        s.host(
            "cluster.public-host",
            "",
            "host that other members connect to, empty for cluster.host"),
        s.port("cluster.public-port", 0, "port that other members connect to, 0 for cluster.port"));
  }

  private static Endpoint multicast(Settings s) {
    return new Endpoint(
        s.text("cluster.multicast.group", "224.2.2.3", "IPv4 multicast group"),
        s.integer("cluster.multicast.port", MULTICAST_PORT, 1, LAST_PORT, "its port, UDP"),
        "",
        0);
  }

  private ClusterSettings checked(Settings s, String listed) {
    bus.check(s);
    boolean reachable =
        reachable(s, "cluster", member) & reachable(s, "cluster.bus", bus.endpoint());
    switch (discovery) {
      case KUBERNETES -> kubernetes.check(s);
      case MULTICAST -> checkGroup(s);
      case TCP -> {
        return reachable ? withMembers(addresses(s, listed)) : this;
      }
    }
    return this;
  }

  private static boolean reachable(Settings s, String prefix, Endpoint endpoint) {
    String separator = prefix.equals("cluster") ? "." : "-";
    try {
      if (Addresses.isAny(endpoint.host()) && endpoint.publicHost().isBlank()) {
        s.refuse(
            String.format(
                Locale.ROOT,
                "%s%shost is %s, to which other members can't connect: set an address, or"
                    + " %s%spublic-host",
                prefix,
                separator,
                endpoint.host(),
                prefix,
                separator));
        return false;
      }
      return true;
    } catch (IllegalArgumentException e) {
      s.refuse(prefix + separator + "host: " + e.getMessage());
      return false;
    }
  }

  private void checkGroup(Settings s) {
    try {
      if (Addresses.resolve(multicast.host()).isMulticastAddress()) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // rejected like any other wrong address
    }
    s.refuse("cluster.multicast.group: " + multicast.host() + " is not a multicast address");
  }

  /** On loopback, the range of ports is enough to find the members of this machine. */
  private List<String> addresses(Settings s, String listed) {
    if (listed.isBlank() && !Addresses.isLoopback(member.host())) {
      s.refuse(
          "cluster.discovery is tcp and cluster.host is not loopback: list cluster.members, or"
              + " choose another discovery");
      return List.of();
    }
    int last = member.port() + portsTried() - 1;
    String own =
        String.format(Locale.ROOT, "%s:%d-%d", Hosts.bracketed(member.host()), member.port(), last);
    try {
      List<String> all = Addresses.expand(listed.isBlank() ? own : listed, member.port());
      if (all.isEmpty()) {
        s.refuse("cluster.members: '" + listed + "' contains no address");
      }
      return all;
    } catch (IllegalArgumentException e) {
      s.refuse("cluster.members: " + e.getMessage());
      return List.of();
    }
  }

  private ClusterSettings withMembers(List<String> all) {
    return new ClusterSettings(
        enabled, name, discovery, member, ports, all, kubernetes, multicast, bus, lite);
  }

  /**
   * @param rolesUseTheBus whether a role of this process uses the bus; decides {@link
   *     LiteMember#AUTO}
   */
  public boolean isLite(boolean rolesUseTheBus) {
    return lite == LiteMember.TRUE || lite == LiteMember.AUTO && !rolesUseTheBus;
  }

  /** These settings with lite decided. */
  public ClusterSettings lite(boolean chosen) {
    return new ClusterSettings(
        enabled,
        name,
        discovery,
        member,
        ports,
        members,
        kubernetes,
        multicast,
        bus,
        chosen ? LiteMember.TRUE : LiteMember.FALSE);
  }

  /** Discovery returns pods' addresses without a port, so all members must use the same port. */
  int portsTried() {
    return discovery == Discovery.KUBERNETES ? 1 : Math.min(ports, LAST_PORT - member.port() + 1);
  }

  /** Where other members are searched for, as text for a log line. */
  String where() {
    return switch (discovery) {
      case TCP -> "at " + Addresses.shortened(members);
      case KUBERNETES -> "through " + kubernetes;
      case MULTICAST -> "through multicast " + multicast.host() + ":" + multicast.port();
    };
  }
}
