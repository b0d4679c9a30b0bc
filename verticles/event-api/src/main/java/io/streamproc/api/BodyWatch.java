package io.streamproc.api;

import io.vertx.core.http.HttpServerRequest;

/**
 * The bodies that are arriving on one event loop, checked periodically for being too slow. A list
 * linked through the readers themselves: joining and leaving it costs a request neither an
 * allocation nor a timer.
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

  /** A reader of that request's body, under the limits of this watch. */
  BodyReader reader(HttpServerRequest request) {
    return new BodyReader(this, request);
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
  void look(long now) {
    for (BodyReader reader = first; reader != null; ) {
      BodyReader next = reader.next; // before this one leaves
      reader.look(now);
      reader = next;
    }
  }
}
