package io.streamproc.core.role;

/**
 * Whether this process takes new events. It is closed before something runs out that all events
 * need, such as disk space, so that what was taken can still be stored. Safe for many threads.
 */
public final class Intake {
  private volatile String closed; // null: open

  /**
   * @param why a sentence for the client that is refused, without a full stop
   */
  public void close(String why) {
    closed = why;
  }

  public void open() {
    closed = null;
  }

  /** Why no new events are taken, or null if they are. */
  public String whyClosed() {
    return closed;
  }
}
