package io.streamproc.api.idempotency;

/** A request with a key is not answered with success, and what that means for its events. */
public final class NotAcceptedException extends RuntimeException {
  /** What is known of the request's events. */
  public enum Kind {
    /** The key belongs to another body, of an earlier request. Nothing of this one is stored. */
    KEY_REUSED,
    /** Too many requests wait for the slot; nothing of this one is stored. */
    OVERLOADED,
    /** Kafka is away, or another instance took the slot; nothing of this request is stored. */
    NOT_STORED,
    /** All or nothing of it is stored; a repeat with the same key finds out which. */
    UNKNOWN
  }

  private final Kind kind;
  private final boolean slotLost;

  NotAcceptedException(Kind kind, String why) {
    this(kind, why, false);
  }

  /**
   * @param slotLost whether it helps to try again at once, wherever the slot is now
   */
  NotAcceptedException(Kind kind, String why, boolean slotLost) {
    super(why, null, false, false); // no stack trace: an answer, not a fault
    this.kind = kind;
    this.slotLost = slotLost;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether it helps to try again at once, wherever the slot is now. */
  public boolean isSlotLost() {
    return slotLost;
  }
}
