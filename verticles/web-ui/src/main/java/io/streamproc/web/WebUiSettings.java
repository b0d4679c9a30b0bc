package io.streamproc.web;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.settings.Settings;
import java.time.Duration;
import java.util.Set;

/**
 * @param host address to bind
 * @param port port to bind, 0: any free port
 * @param queryTimeout timeout of a query to the aggregators, including both attempts
 * @param maxSockets maximum of open live connections; a further one is closed at once
 * @param pingTimeout a live connection that sends nothing for this time is closed; the page pings
 *     every 5 s
 * @param stallTimeout a connection whose client reads nothing for this time is closed
 * @param sessionTime time after which a browser has to log in again
 * @param embedOrigins origins whose pages may show this one in a frame
 * @param http settings common to all HTTP servers
 */
public record WebUiSettings(
    String host,
    int port,
    Duration queryTimeout,
    int maxSockets,
    Duration pingTimeout,
    Duration stallTimeout,
    Duration sessionTime,
    Set<String> embedOrigins,
    HttpSettings http) {
  public WebUiSettings {
    embedOrigins = Set.copyOf(embedOrigins);
  }

  public static WebUiSettings read(Settings s) {
    s.renamed("web-ui.origins", "http.origins");
    WebUiSettings read =
        new WebUiSettings(
            s.host("web-ui.host", "127.0.0.1", "address of the page"),
            s.port("web-ui.port", 8080, "port of the page, 0: any free port"),
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
                "a live connection that sends nothing for this time is closed"),
            s.duration(
                "web-ui.stall-timeout",
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofMinutes(10),
                "a connection whose client reads nothing for this time is closed"),
            s.duration(
                "web-ui.session-time",
                Duration.ofHours(12),
                Duration.ofMinutes(1),
                Duration.ofDays(365),
                "how long a browser stays logged in"),
            HttpSettings.origins(
                s,
                "web-ui.embed-origins",
                "origins whose pages may show this one in a frame, separated by commas"),
            HttpSettings.read(s));
    read.http.checkAddress(s, "web-ui.host", read.host);
    return read;
  }
}
