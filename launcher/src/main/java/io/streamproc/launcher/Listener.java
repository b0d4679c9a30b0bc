package io.streamproc.launcher;

import io.streamproc.core.settings.Hosts;
import io.streamproc.core.settings.Setting;
import io.streamproc.core.settings.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where a part of a process listens.
 *
 * @param key the setting of its port
 * @param port 0 for any
 */
record Listener(String key, String host, int port) {
  /** The one that every process has, besides those of its roles. */
  static final String MANAGEMENT = "management";

  /**
   * @param settings with those of the parts declared; a port that is none is left out
   * @param parts roles and {@link #MANAGEMENT}; those without a port are left out
   */
  static List<Listener> of(Settings settings, Collection<String> parts) {
    Map<String, String> values =
        settings.declared().stream().collect(Collectors.toMap(Setting::key, Setting::value));
    List<Listener> listeners = new ArrayList<>();
    for (String part : parts) {
      String port = values.getOrDefault(part + ".port", "").strip();
      if (port.matches("\\d{1,5}")) {
        String host = Hosts.unbracketed(values.get(part + ".host"));
        listeners.add(new Listener(part + ".port", host, Integer.parseInt(port)));
      }
    }
    return listeners;
  }

  /**
   * Notes ports that are given twice. The servers of one Vert.x would share such a port, and each
   * get every other request.
   */
  static void refuseSame(List<Listener> listeners, Settings settings) {
    for (int i = 0; i < listeners.size(); i++) {
      for (Listener other : listeners.subList(i + 1, listeners.size())) {
        Listener one = listeners.get(i);
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
