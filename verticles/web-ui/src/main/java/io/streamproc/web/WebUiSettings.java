package io.streamproc.web;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.settings.Settings;
import java.time.Duration;

/**
 * @param host address to bind
 * @param port port to bind, 0 for any
 * @param queryTimeout how long the aggregator may take for a snapshot
 * @param maxSockets open live connections at most; a further one is closed at once
 * @param pingTimeout a live connection from which nothing came for so long is closed; the page
 *     pings every 5 s
 * @param stallTimeout a connection that takes no byte for so long is closed
 * @param http what all servers have in common
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
            "how long the aggregator may take for a snapshot"),
        s.integer("web-ui.max-sockets", 1_000, 1, 100_000, "open live connections at most"),
        s.duration(
            "web-ui.ping-timeout",
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            "a live connection from which nothing came for so long is closed"),
        s.duration(
            "web-ui.stall-timeout",
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            "a connection that takes no byte for so long is closed"),
        HttpSettings.read(s));
  }
}
