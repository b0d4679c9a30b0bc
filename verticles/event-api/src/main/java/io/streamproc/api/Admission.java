package io.streamproc.api;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory that unanswered requests hold: each takes a ticket for what it may need and
 * gives it back with its answer. What does not fit is refused, never queued. Safe for use by many
 * threads.
 */
public final class Admission {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limit bytes, at least 1
   */
  public Admission(long limit) {
    this.limit = limit;
  }

  /**
   * @param bytes what the request may need, at least 0
   * @return a ticket, or empty if it does not fit. A request that is alone always fits, or one
   *     larger than the limit could never be served.
   */
  public Optional<Ticket> admit(long bytes) {
    return change(0, bytes) ? Optional.of(new Ticket(bytes)) : Optional.empty();
  }

  /** Bytes of all tickets that are out. */
  public long held() {
    return held.get();
  }

  private boolean change(long from, long to) {
    while (true) {
      long now = held.get();
      long others = now - from;
      if (to > from && others > 0 && others + to > limit) {
        return false;
      }
      if (held.compareAndSet(now, others + to)) {
        return true;
      }
    }
  }

  /** One request's share; used by one thread at a time. */
  public final class Ticket {
    private long bytes;

    private Ticket(long bytes) {
      this.bytes = bytes;
    }

    /**
     * Asks for another size, once it is known better.
     *
     * @return false if it does not fit; the ticket then stays as it was
     */
    public boolean resize(long wanted) {
      if (!change(bytes, wanted)) {
        return false;
      }
      bytes = wanted;
      return true;
    }

    /** Gives all of it back; a second time does nothing. */
    public void release() {
      change(bytes, 0);
      bytes = 0;
    }
  }
}
