package io.streamproc.core.management;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.settings.Settings;

/**
 * @param host address to bind
 * @param port port to bind, 0: any free port
 * @param metrics whether meters are registered and served
 * @param http settings that all HTTP servers share
 */
public record ManagementSettings(String host, int port, boolean metrics, HttpSettings http) {
  public static ManagementSettings read(Settings s) {
    ManagementSettings read =
        new ManagementSettings(
            s.host("management.host", "127.0.0.1", "address of the health and metrics server"),
            s.port(
                "management.port", 9990, "port of the health and metrics server, 0: any free port"),
            s.flag(
                "management.metrics",
                true,
                "whether meters are registered and served at /metrics; false costs nothing"),
            HttpSettings.read(s));
    read.http.checkAddress(s, "management.host", read.host);
    return read;
  }
}
