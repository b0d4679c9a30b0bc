package io.streamproc.launcher;

import io.streamproc.core.settings.Hosts;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.Ports;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where a local system listens: known before anything starts, so that a port which is taken costs
 * no start of three servers, and each can be named with the option that chooses it.
 */
final class LocalPorts {
  private static final int SERVERS = 5;
  private static final int HIGHEST_FIRST = 65_535 - SERVERS + 1;
  private static final List<String> ROLES =
      List.of("web-ui", "event-api", "aggregator", Listener.MANAGEMENT);

  private final EmbeddedPorts servers;
  private final Map<String, Listener> roles;

  private LocalPorts(EmbeddedPorts servers, Map<String, Listener> roles) {
    this.servers = servers;
    this.roles = roles;
  }

  /** Notes ports that are given twice, and what is wrong with the option {@code --server-ports}. */
  static void check(int firstServer, Settings settings) {
    List<Listener> roles = Listener.of(settings, ROLES);
    Listener.refuseSame(roles, settings);
    if (firstServer < 0 || firstServer > HIGHEST_FIRST) {
      settings.refuse(
          String.format(
              Locale.ROOT, "--server-ports: '%d' is outside 0 to %d", firstServer, HIGHEST_FIRST));
      return;
    }
    for (Listener role : roles) {
      if (firstServer > 0 && role.port() >= firstServer && role.port() < firstServer + SERVERS) {
        settings.refuse(
            String.format(
                Locale.ROOT, "--server-ports: %d is the port of %s", role.port(), role.key()));
      }
    }
  }

  /**
   * @param firstServer first of the five ports of the embedded servers, 0 for any
   * @param settings those of all roles, declared and checked; a port 0 is replaced by a free one
   */
  static LocalPorts choose(int firstServer, Settings settings) {
    List<Integer> free = new ArrayList<>(Ports.free(SERVERS + ROLES.size()));
    Map<String, Listener> roles = new LinkedHashMap<>();
    for (Listener asked : Listener.of(settings, ROLES)) {
      int port = asked.port() == 0 ? free.remove(SERVERS) : asked.port();
      roles.put(asked.key(), new Listener(asked.key(), asked.host(), port));
    }
    return new LocalPorts(servers(firstServer, free), roles);
  }

  private static EmbeddedPorts servers(int first, List<Integer> free) {
    return first == 0
        ? EmbeddedPorts.of(free.stream().mapToInt(Integer::intValue).limit(SERVERS).toArray())
        : EmbeddedPorts.from(first);
  }

  EmbeddedPorts servers() {
    return servers;
  }

  /** Settings that make the roles listen there. */
  Map<String, String> settings() {
    return roles.values().stream()
        .collect(Collectors.toMap(Listener::key, listener -> String.valueOf(listener.port())));
  }

  /** By which this machine reaches a role, without a path. */
  String url(String role) {
    Listener listener = roles.get(role + ".port");
    return Hosts.url(listener.host(), listener.port());
  }

  /**
   * Looks at the roles' ports. The servers look at theirs, once they have ended what a killed
   * process left there.
   *
   * @throws StartException naming each port that is taken, a line each, and the option that chooses
   *     another
   */
  void requireFree() {
    List<String> taken = new ArrayList<>();
    for (Listener role : roles.values()) {
      try {
        Ports.probe(role.host(), role.port());
      } catch (IOException e) {
        taken.add(
            String.format(
                Locale.ROOT,
                "%s (%s), choose another port with %s",
                Hosts.withPort(role.host(), role.port()),
                e.getMessage(),
                LocalOptions.optionOf(role.key())));
      }
    }
    if (!taken.isEmpty()) {
      String separator = taken.size() == 1 ? " " : "\n  - ";
      throw new StartException("can't listen on" + separator + String.join("\n  - ", taken), null);
    }
  }
}
