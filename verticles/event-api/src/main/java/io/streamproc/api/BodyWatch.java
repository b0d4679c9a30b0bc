package io.streamproc.api;

import io.vertx.core.http.HttpServerRequest;

/**
 * Checks the bodies that are arriving on one event loop periodically for timeouts. The readers
 * themselves form a linked list, so a request needs neither an allocation nor a timer to join and
 * leave it.
 */
final class BodyWatch {
  /** Period of the checks, milliseconds. */
  static final long PERIOD_MILLIS = 250;

  private final BodyLimits limits;
  private BodyReader first;

  BodyWatch(BodyLimits limits) {
    this.limits = limits;
  }

  BodyLimits limits() {
    return limits;
  }

  /**
   * Creates a reader of the request's body, under the limits of this watch.
   *
   * @param start when the request's head arrived, {@link System#nanoTime}
   */
  BodyReader reader(HttpServerRequest request, long start) {
    return new BodyReader(this, request, start);
  }

  void add(BodyReader reader) {
    reader.next = first;
    if (first != null) {
      first.previous = reader;
    }
    first = reader;
  }

  /** Removes a reader that was added. */
  void remove(BodyReader reader) {
    if (reader.previous != null) {
      reader.previous.next = reader.next;
    } else {
      first = reader.next;
    }
    if (reader.next != null) {
      reader.next.previous = reader.previous;
    }
    reader.next = null;
    reader.previous = null;
  }

  /**
   * @param now {@link System#nanoTime}
   */
  void checkTimeouts(long now) {
    for (BodyReader reader = first; reader != null; ) {
      BodyReader next = reader.next; // before the check, which may remove this reader
      reader.checkTimeouts(now);
      reader = next;
    }
  }
}
