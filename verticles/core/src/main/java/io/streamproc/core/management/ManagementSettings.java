package io.streamproc.core.management;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.settings.Settings;

/**
 * @param host address to bind
 * @param port port to bind, 0 for any
 * @param http what all servers have in common
 */
public record ManagementSettings(String host, int port, HttpSettings http) {
  public static ManagementSettings read(Settings s) {
    return new ManagementSettings(
        s.host("management.host", "127.0.0.1", "address of the health and metrics server"),
        s.port("management.port", 9990, "its port, 0 for any"),
        HttpSettings.read(s));
  }
}
