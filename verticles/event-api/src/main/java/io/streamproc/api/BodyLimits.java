package io.streamproc.api;

import io.streamproc.core.settings.Settings;
import java.time.Duration;

/**
 * Limits on the size and the arrival time of a body.
 *
 * @param size largest size, both as sent and as inflated, bytes
 * @param total how long a body may take to arrive if it does not come in one piece
 * @param firstByte how long its first byte may take
 * @param rate minimum rate of arrival, bytes per second, on average over each {@link #WINDOW}
 */
public record BodyLimits(int size, Duration total, Duration firstByte, int rate) {
  /** Long enough for a few retransmissions of a lost packet. */
  static final Duration WINDOW = Duration.ofSeconds(5);

  private static final int MIB = 1 << 20;

  static BodyLimits read(Settings s) {
    return new BodyLimits(
        s.integer("event-api.max-body", 8 * MIB, 16, 256 * MIB, "largest body, bytes"),
        s.duration(
            "event-api.body-timeout",
            Duration.ofSeconds(30),
            Duration.ofMillis(100),
            Duration.ofHours(1),
            "how long a body may take"),
        s.duration(
            "event-api.first-byte-timeout",
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofHours(1),
            "how long the first byte of a body may take"),
        s.integer(
            "event-api.min-body-rate",
            1_024,
            0,
            MIB,
            "bytes a second that a body must come with, over 5 s"));
  }

  /** Bytes that must arrive in each window, at least one. */
  long perWindow() {
    return Math.max(1, rate * WINDOW.toSeconds());
  }
}
