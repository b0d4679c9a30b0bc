package io.streamproc.aggregator;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.settings.Settings;
import java.time.Duration;

/**
 * @param host address of the HTTP server
 * @param port port of the HTTP server, 0: any free port
 * @param tick time between two live updates
 * @param sweepInterval time between two sweeps, which make up for lost hints
 * @param sweepWindow how far back a sweep reads
 * @param storeTimeout after this a store counts as unavailable for the request
 * @param http settings common to all HTTP servers
 */
public record AggregatorSettings(
    String host,
    int port,
    Duration tick,
    Duration sweepInterval,
    Duration sweepWindow,
    Duration storeTimeout,
    HttpSettings http) {

  public static AggregatorSettings read(Settings s) {
    Duration second = Duration.ofSeconds(1);
    AggregatorSettings read =
        new AggregatorSettings(
            s.host("aggregator.host", "127.0.0.1", "address of the aggregator's HTTP server"),
            s.port("aggregator.port", 9997, "its port, 0 for any"),
            s.duration(
                "aggregator.tick",
                second,
                Duration.ofMillis(250),
                Duration.ofMinutes(1),
                "time between two live updates"),
            s.duration(
                "aggregator.sweep-interval",
                Duration.ofSeconds(5),
                second,
                Duration.ofHours(1),
                "time between two sweeps, which make up for lost hints"),
            s.duration(
                "aggregator.sweep-window",
                Duration.ofSeconds(60),
                second,
                Duration.ofMinutes(10),
                "how far back a sweep looks"),
            s.duration(
                "aggregator.store-timeout",
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofMinutes(5),
                "after this a store counts as unavailable for the request"),
            HttpSettings.read(s));
    read.http.checkAddress(s, "aggregator.host", read.host);
    return read;
  }
}
