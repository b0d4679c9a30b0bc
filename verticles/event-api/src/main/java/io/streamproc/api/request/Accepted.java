package io.streamproc.api.request;

import io.streamproc.core.event.TimeWarning;

/**
 * The result of a request whose events are stored.
 *
 * @param count number of its events, all of them stored
 * @param replayed whether an earlier request with the same key had stored them
 * @param warning warning about times that seem to have another unit, or null
 */
public record Accepted(int count, boolean replayed, TimeWarning warning) {
  public Accepted(int count, boolean replayed) {
    this(count, replayed, null);
  }

  /** Returns a copy with another warning. */
  public Accepted with(TimeWarning other) {
    return other == null ? this : new Accepted(count, replayed, other);
  }
}
