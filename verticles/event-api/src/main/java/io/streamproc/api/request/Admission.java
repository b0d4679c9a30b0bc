package io.streamproc.api.request;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory that unanswered requests hold: each has a ticket for what it holds now, asks
 * before it holds more, and gives it back with its answer. What does not fit is refused, never
 * queued. Safe for use by many threads.
 *
 * <p>Bodies that are still arriving may not fill all of it, and large ones less than small ones:
 * slow clients would else keep everybody out. What is left over is for bodies that arrived at once
 * and for requests on their way to Kafka.
 */
public final class Admission {
  /** Up to this a body that is arriving counts as small, bytes. */
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
   * @param bytes what the request holds to begin with, at least 0
   * @return a ticket, or empty if it does not fit. A request that is alone always fits, or one
   *     larger than the limit could never be served.
   */
  public Optional<Ticket> admit(long bytes) {
    return change(0, bytes, limit) ? Optional.of(new Ticket(bytes)) : Optional.empty();
  }

  /** Bytes of all tickets that are out. */
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

  /** One request's share; used by one thread at a time. */
  public final class Ticket {
    private long bytes;

    private Ticket(long bytes) {
      this.bytes = bytes;
    }

    /**
     * Asks for another size, of a request that has arrived in full.
     *
     * @return false if it does not fit; the ticket then stays as it was
     */
    public boolean resize(long wanted) {
      return resize(wanted, limit);
    }

    /** The same for a request whose body is still arriving. */
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

    /** Bytes that it stands for. */
    public long bytes() {
      return bytes;
    }

    /** Gives all of it back; a second time does nothing. */
    public void release() {
      change(bytes, 0, limit);
      bytes = 0;
    }
  }
}
