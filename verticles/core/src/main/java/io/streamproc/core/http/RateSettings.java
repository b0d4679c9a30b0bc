package io.streamproc.core.http;

import io.streamproc.core.settings.Settings;
import java.time.Duration;

/**
 * How many requests clients may send to each HTTP server.
 *
 * @param perKey requests a second of one key or token; 0 for no limit
 * @param perAddress requests a second from one address (IPv6: one /64 network), those with wrong
 *     keys and TLS handshakes included; 0 for no limit
 * @param burst a client that was silent for this long may send at once what it saved up
 */
public record RateSettings(int perKey, int perAddress, Duration burst) {
  private static final int MOST = 10_000_000;

  static RateSettings read(Settings s) {
    return new RateSettings(
        s.integer("http.rate-per-key", 0, 0, MOST, "requests a second of one key, 0 for no limit"),
        s.integer(
            "http.rate-per-address",
            0,
            0,
            MOST,
            "requests a second from one address, 0 for no limit; behind a proxy set"
                + " http.trusted-proxies"),
        s.duration(
            "http.rate-burst",
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            "a client that was silent for this long may send at once what it saved up"));
  }
}
