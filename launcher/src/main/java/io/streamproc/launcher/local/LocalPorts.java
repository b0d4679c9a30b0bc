package io.streamproc.launcher.local;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.http.Listen;
import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.role.ListenSettings;
import io.streamproc.core.role.Role;
import io.streamproc.core.settings.Hosts;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.Ports;
import io.streamproc.launcher.node.ListenAddress;
import io.streamproc.launcher.process.StartException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The ports of a local system. They are chosen before anything starts, so that a port in use is
 * detected before three servers start, and is reported with the option that sets it.
 */
final class LocalPorts {
  /** The default of {@code --server-ports}: different from the servers' own default ports. */
  static final String FIRST_SERVER = "19092";

  private static final int SERVERS = 5;
  private static final int HIGHEST_FIRST = 65_535 - SERVERS + 1;

  private final EmbeddedPorts servers;
  private final List<Role<?>> roles;
  private final Map<String, ListenAddress> addresses;
  private final HttpSettings http;

  private LocalPorts(
      EmbeddedPorts servers,
      List<Role<?>> roles,
      Map<String, ListenAddress> addresses,
      HttpSettings http) {
    this.servers = servers;
    this.roles = roles;
    this.addresses = addresses;
    this.http = http;
  }

  /** Checks that no port is used twice, and checks {@code --server-ports}. */
  static void check(int firstServer, List<Role<?>> roles, Settings settings) {
    List<ListenAddress> addresses = ListenAddress.of(roles, settings);
    ListenAddress.refuseSame(addresses, settings);
    if (firstServer < 0 || firstServer > HIGHEST_FIRST) {
      settings.refuse(
          String.format(
              Locale.ROOT, "--server-ports: '%d' is outside 0 to %d", firstServer, HIGHEST_FIRST));
      return;
    }
    for (ListenAddress one : addresses) {
      if (firstServer > 0 && one.port() >= firstServer && one.port() < firstServer + SERVERS) {
        settings.refuse(
            String.format(
                Locale.ROOT, "--server-ports: %d is the port of %s", one.port(), one.key()));
      }
    }
  }

  /**
   * @param firstServer first of the five ports of the embedded servers; 0: any free ports
   * @param roles the roles that run
   * @param settings the roles' settings, declared and checked; a port 0 is replaced by a free one
   */
  static LocalPorts choose(int firstServer, List<Role<?>> roles, Settings settings) {
    List<ListenAddress> asked = ListenAddress.of(roles, settings);
    List<Integer> free = new ArrayList<>(Ports.free(SERVERS + asked.size()));
    Map<String, ListenAddress> chosen = new LinkedHashMap<>();
    for (ListenAddress one : asked) {
      int port = one.port() == 0 ? free.remove(SERVERS) : one.port();
      chosen.put(one.key(), new ListenAddress(one.key(), one.host(), port));
    }
    return new LocalPorts(servers(firstServer, free), roles, chosen, HttpSettings.read(settings));
  }

  private static EmbeddedPorts servers(int first, List<Integer> free) {
    return first == 0
        ? EmbeddedPorts.of(free.stream().mapToInt(Integer::intValue).limit(SERVERS).toArray())
        : EmbeddedPorts.from(first);
  }

  EmbeddedPorts servers() {
    return servers;
  }

  /** The settings for the roles' ports. */
  Map<String, String> settings() {
    return addresses.values().stream()
        .collect(Collectors.toMap(ListenAddress::key, one -> String.valueOf(one.port())));
  }

  /** Settings with the URLs of the roles' servers, for the other roles. */
  Map<String, String> urls() {
    Map<String, String> urls = new LinkedHashMap<>();
    for (Role<?> role : roles) {
      role.urls().forEach((other, setting) -> urls.put(setting, url(portOf(other))));
    }
    return urls;
  }

  private String portOf(String name) {
    return roles.stream()
        .filter(role -> role.name().equals(name))
        .flatMap(role -> role.ports().stream())
        .map(ListenSettings::port)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no role " + name + " with a port"));
  }

  /**
   * The URL of a server for clients on this machine, without a path.
   *
   * @param key the setting of its port
   */
  String url(String key) {
    ListenAddress address = addresses.get(key);
    return http.url(address.host(), address.port());
  }

  /**
   * Checks that the roles' ports are free. The embedded servers check their own ports, after they
   * have ended remaining processes of a killed local system.
   *
   * @throws StartException with a line for each port in use, and the option that chooses another
   */
  void requireFree() {
    List<String> taken = new ArrayList<>();
    for (ListenAddress one : addresses.values()) {
      try {
        Listen.probe(new InetSocketAddress(one.host(), one.port()));
      } catch (IOException e) {
        taken.add(
            PortInUseException.message(
                Hosts.withPort(one.host(), one.port()),
                e.getMessage(),
                "port",
                LocalOptions.optionOf(one.key())));
      }
    }
    if (!taken.isEmpty()) {
      throw new StartException(String.join("\n", taken), null);
    }
  }
}
