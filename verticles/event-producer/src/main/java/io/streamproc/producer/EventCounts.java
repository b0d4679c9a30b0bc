package io.streamproc.producer;

import java.util.Locale;

/**
 * The event counts of one source since its start: generated = stored + refused + dropped + unsent.
 *
 * @param generated made by the generator, or read from the file
 * @param stored acknowledged by event-api
 * @param refused rejected by event-api permanently
 * @param dropped dropped because the buffer was full
 * @param unsent buffered or in flight
 */
record EventCounts(long generated, long stored, long refused, long dropped, long unsent) {
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "generated %d, stored %d, refused %d, dropped %d, unsent %d",
        generated,
        stored,
        refused,
        dropped,
        unsent);
  }
}
