package io.streamproc.launcher.node;

import io.streamproc.core.role.ListenSettings;
import io.streamproc.core.role.Role;
import io.streamproc.core.settings.Hosts;
import io.streamproc.core.settings.Setting;
import io.streamproc.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The listen address of a part of a process.
 *
 * @param key the setting of its port
 * @param port 0: any free port
 */
public record ListenAddress(String key, String host, int port) {
  /** The settings of the management server, which every process has. */
  private static final ListenSettings MANAGEMENT = ListenSettings.of("management");

  /**
   * The addresses of these roles, in their order, and of the management server.
   *
   * @param settings with those of the roles declared; a port that is not a number is left out
   */
  public static List<ListenAddress> of(List<Role<?>> roles, Settings settings) {
    Map<String, String> values =
        settings.declared().stream().collect(Collectors.toMap(Setting::key, Setting::value));
    List<ListenSettings> servers = new ArrayList<>();
    roles.forEach(role -> servers.addAll(role.ports()));
    servers.add(MANAGEMENT);
    List<ListenAddress> addresses = new ArrayList<>();
    for (ListenSettings keys : servers) {
      String port = values.getOrDefault(keys.port(), "").strip();
      if (port.matches("\\d{1,5}")) {
        String host = Hosts.unbracketed(values.get(keys.host()));
        addresses.add(new ListenAddress(keys.port(), host, Integer.parseInt(port)));
      }
    }
    return addresses;
  }

  /**
   * Rejects settings with the same port for two servers. Servers of one Vert.x would share the
   * port, and each would get every second request.
   */
  public static void refuseSame(List<ListenAddress> addresses, Settings settings) {
    for (int i = 0; i < addresses.size(); i++) {
      for (ListenAddress other : addresses.subList(i + 1, addresses.size())) {
        ListenAddress one = addresses.get(i);
        if (one.port() != 0 && one.port() == other.port()) {
          settings.refuse(
              String.format(
                  Locale.ROOT,
                  "%s and %s are the same port, %d",
                  one.key(),
                  other.key(),
                  one.port()));
        }
      }
    }
  }
}
