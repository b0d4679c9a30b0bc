package io.streamproc.api.request;

import io.streamproc.core.event.TimeWarning;

/**
 * What the sender of a request is told.
 *
 * @param count number of its events, all of them stored
 * @param replayed whether they had been stored by an earlier request with the same key
 * @param warning of times that look like another unit, or null
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
