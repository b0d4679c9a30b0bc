package io.streamproc.api.request;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory held by unanswered requests. Each request has a ticket for its memory, resizes
 * it before it takes more, and releases it with its response. A request that does not fit is
 * refused, never queued. Thread-safe.
 *
 * <p>Bodies that are still arriving may fill only a part of the memory, and large ones a smaller
 * part than small ones; otherwise slow clients would block all others. The rest is for bodies that
 * arrived at once and for requests that are being written to Kafka.
 */
public final class Admission {
  /** Largest arriving body that counts as small, bytes. */
  static final int SMALL = 64 << 10;

  private final long limit;
  private final long smallArriving;
  private final long largeArriving;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limit bytes, at least 1
   */
  public Admission(long limit) {
    this.limit = limit;
    this.smallArriving = limit - limit / 8;
    this.largeArriving = limit - limit / 4;
  }

  /**
   * @param bytes memory that the request holds initially, at least 0
   * @return a ticket, or empty if it does not fit. A single request always fits; otherwise one
   *     larger than the limit could never be served.
   */
  public Optional<Ticket> admit(long bytes) {
    return change(0, bytes, limit) ? Optional.of(new Ticket(bytes)) : Optional.empty();
  }

  /** Returns the bytes of all tickets that are not released. */
  public long held() {
    return held.get();
  }

  private boolean change(long from, long to, long most) {
    while (true) {
      long now = held.get();
      long others = now - from;
      if (to > from && others > 0 && others + to > most) {
        return false;
      }
      if (held.compareAndSet(now, others + to)) {
        return true;
      }
    }
  }

  /** One request's share. Not thread-safe. */
  public final class Ticket {
    private long bytes;

    private Ticket(long bytes) {
      this.bytes = bytes;
    }

    /**
     * Changes the size, for a request that has arrived completely.
     *
     * @return false if it does not fit; the ticket is then unchanged
     */
    public boolean resize(long wanted) {
      return resize(wanted, limit);
    }

    /** Changes the size, for a request whose body is still arriving. */
    public boolean resizeArriving(long wanted) {
      return resize(wanted, wanted <= SMALL ? smallArriving : largeArriving);
    }

    private boolean resize(long wanted, long most) {
      if (!change(bytes, wanted, most)) {
        return false;
      }
      bytes = wanted;
      return true;
    }

    /** Returns the bytes that the ticket holds. */
    public long bytes() {
      return bytes;
    }

    /** Releases all memory; a second call does nothing. */
    public void release() {
      change(bytes, 0, limit);
      bytes = 0;
    }
  }
}
