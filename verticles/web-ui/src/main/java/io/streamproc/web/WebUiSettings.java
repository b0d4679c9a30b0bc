package io.streamproc.web;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.settings.Settings;
import java.time.Duration;

/**
 * @param host address to bind
 * @param port port to bind, 0 for any
 * @param queryTimeout timeout of a query to the aggregators, both attempts included
 * @param maxSockets maximum of open live connections; a further one is closed at once
 * @param pingTimeout a live connection that receives nothing for this long is closed; the page
 *     pings every 5 s
 * @param stallTimeout a connection whose client reads nothing for this long is closed
 * @param http settings common to all HTTP servers
 */
public record WebUiSettings(
    String host,
    int port,
    Duration queryTimeout,
    int maxSockets,
    Duration pingTimeout,
    Duration stallTimeout,
    HttpSettings http) {

  public static WebUiSettings read(Settings s) {
    s.renamed("web-ui.origins", "http.origins");
    return new WebUiSettings(
        s.host("web-ui.host", "127.0.0.1", "address of the page"),
        s.port("web-ui.port", 8080, "its port, 0 for any"),
        s.duration(
            "web-ui.query-timeout",
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofMinutes(2),
            "timeout of a query to the aggregators"),
        s.integer("web-ui.max-sockets", 1_000, 1, 100_000, "maximum of open live connections"),
        s.duration(
            "web-ui.ping-timeout",
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            "a live connection that receives nothing for this long is closed"),
        s.duration(
            "web-ui.stall-timeout",
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            "a connection whose client reads nothing for this long is closed"),
        HttpSettings.read(s));
  }
}
