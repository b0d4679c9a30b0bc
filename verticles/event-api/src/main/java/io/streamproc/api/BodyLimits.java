package io.streamproc.api;

import java.time.Duration;

/**
 * How large a body may be and how slow.
 *
 * @param size most bytes, as sent and as inflated
 * @param total how long a body may take that does not come in one piece
 * @param firstByte how long its first byte may take
 * @param rate bytes a second that must come, on average over each {@link #WINDOW}
 */
record BodyLimits(int size, Duration total, Duration firstByte, int rate) {
  /** Long enough for a lost packet to be sent again a few times. */
  static final Duration WINDOW = Duration.ofSeconds(5);

  /** Bytes that must come in each window, at least one. */
  long perWindow() {
    return Math.max(1, rate * WINDOW.toSeconds());
  }
}
