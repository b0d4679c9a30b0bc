package io.streamproc.api.idempotency;

import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.InvalidTxnStateException;

/** A slot's work failed, and with it the ownership: it must be acquired again before the next. */
final class SlotLostException extends RuntimeException {
  private final boolean committing;

  /**
   * @param committing whether the commit had been asked for, so that it may have happened
   */
  SlotLostException(boolean committing, RuntimeException cause) {
    super(cause.toString(), cause); // many of Kafka's have no message
    this.committing = committing;
  }

  /** What the requests in hand are told. */
  NotAcceptedException answer() {
    return answer(
        committing ? NotAcceptedException.Kind.UNKNOWN : NotAcceptedException.Kind.NOT_STORED);
  }

  /** What those are told that still waited. */
  NotAcceptedException answerToWaiting() {
    return answer(NotAcceptedException.Kind.NOT_STORED);
  }

  private NotAcceptedException answer(NotAcceptedException.Kind kind) {
    return isFenced()
        ? new NotAcceptedException(kind, "another instance took over", true)
        : new NotAcceptedException(kind, getMessage());
  }

  /** Whether another owner, or Kafka at a transaction's time-out, took the slot away. */
  boolean isFenced() {
    for (Throwable e = getCause(); e != null; e = e.getCause()) {
      if (e instanceof ApplicationRecoverableException || e instanceof InvalidTxnStateException) {
        return true;
      }
    }
    return false;
  }
}
