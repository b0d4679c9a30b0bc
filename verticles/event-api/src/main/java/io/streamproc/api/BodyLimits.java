package io.streamproc.api;

import java.time.Duration;

/**
 * Limits on the size and the slowness of a body.
 *
 * @param size most bytes, as sent and as inflated
 * @param total how long a body may take to arrive if it does not come in one piece
 * @param firstByte how long its first byte may take
 * @param rate bytes a second that must arrive, on average over each {@link #WINDOW}
 */
record BodyLimits(int size, Duration total, Duration firstByte, int rate) {
  /** Long enough for a few retransmissions of a lost packet. */
  static final Duration WINDOW = Duration.ofSeconds(5);

  /** Bytes that must arrive in each window, at least one. */
  long perWindow() {
    return Math.max(1, rate * WINDOW.toSeconds());
  }
}
