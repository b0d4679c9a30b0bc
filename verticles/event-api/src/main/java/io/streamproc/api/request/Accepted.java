package io.streamproc.api.request;

import io.streamproc.core.event.TimeWarning;

/**
 * The answer to a request whose events are stored.
 *
 * @param count number of its events, all of them stored
 * @param replayed whether an earlier request with the same key had stored them
 * @param warning about times that look like another unit, or null
 */
public record Accepted(int count, boolean replayed, TimeWarning warning) {
  public Accepted(int count, boolean replayed) {
    this(count, replayed, null);
  }

  /** The same, with another warning. */
  public Accepted with(TimeWarning other) {
    return other == null ? this : new Accepted(count, replayed, other);
  }
}
