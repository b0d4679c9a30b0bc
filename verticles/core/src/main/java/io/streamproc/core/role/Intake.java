package io.streamproc.core.role;

/**
 * Whether this process accepts new events. It is closed before a resource that all events need,
 * such as disk space, runs out, so that accepted events can still be stored. Thread-safe.
 */
public final class Intake {
  private volatile String closed; // null: open

  /**
   * @param why a sentence for rejected clients, without a full stop
   */
  public void close(String why) {
    closed = why;
  }

  public void open() {
    closed = null;
  }

  /** The reason why new events are rejected, or null if they are accepted. */
  public String whyClosed() {
    return closed;
  }
}
