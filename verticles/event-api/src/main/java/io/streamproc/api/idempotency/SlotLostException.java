package io.streamproc.api.idempotency;

import io.streamproc.api.request.Refusal;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.InvalidTxnStateException;

/**
 * Storing in a slot failed, and the slot is lost: it must be acquired again before the next
 * attempt.
 */
final class SlotLostException extends RuntimeException {
  private final boolean committing;

  /**
   * @param committing whether the commit had been requested, so that it may have succeeded
   */
  SlotLostException(boolean committing, RuntimeException cause) {
    super(cause.toString(), cause); // many of Kafka's exceptions have no message
    this.committing = committing;
  }

  /** Returns the answer to the requests that were being stored. */
  Refusal answer() {
    return committing
        ? Refusal.unknown(why()).withSlotMoved(isFenced())
        : Refusal.notStored(why()).withSlotMoved(isFenced());
  }

  /** Returns the answer to the requests that were still waiting. */
  Refusal answerToWaiting() {
    return Refusal.notStored(why()).withSlotMoved(isFenced());
  }

  private String why() {
    return isFenced() ? "another instance took over" : getMessage();
  }

  /** Whether another owner, or Kafka at a transaction's timeout, has fenced this producer. */
  boolean isFenced() {
    for (Throwable e = getCause(); e != null; e = e.getCause()) {
      if (e instanceof ApplicationRecoverableException || e instanceof InvalidTxnStateException) {
        return true;
      }
    }
    return false;
  }
}
