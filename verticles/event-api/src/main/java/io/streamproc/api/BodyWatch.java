package io.streamproc.api;

/**
 * The bodies that are arriving on one event loop, looked at every now and then. A list through the
 * readers themselves: entering and leaving it costs a request neither an allocation nor a timer.
 */
final class BodyWatch {
  /** How late a body may be found to be too slow, milliseconds. */
  static final long PERIOD_MILLIS = 250;

  private BodyReader first;

  void add(BodyReader reader) {
    reader.next = first;
    if (first != null) {
      first.previous = reader;
    }
    first = reader;
  }

  /** Takes out what has been added before. */
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
