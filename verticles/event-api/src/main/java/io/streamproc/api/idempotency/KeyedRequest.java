package io.streamproc.api.idempotency;

import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.EventBatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request that is being processed by a slot. The slot's thread completes it or, if that takes too
 * long, a timer. The first of the two responds, with only what is known then.
 */
final class KeyedRequest {
  private enum State {
    WAITING,
    /** A thread of the slot has taken it, so its events may be stored. */
    TAKEN,
    ANSWERED
  }

  private final String key;
  private final Fingerprint fingerprint;
  private final String traceparent;
  private final Context context;
  private final Promise<Accepted> answer = Promise.promise();
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final int count;
  private volatile EventBatch events; // null if it was answered before it was taken

  /**
   * @param traceparent the trace of the request, or null
   * @param context where the result is delivered
   */
  KeyedRequest(
      IdempotencyKey key,
      Fingerprint fingerprint,
      EventBatch events,
      String traceparent,
      Context context) {
    this.key = key.text();
    this.fingerprint = fingerprint;
    this.events = events;
    this.count = events.size();
    this.traceparent = traceparent;
    this.context = context;
  }

  String key() {
    return key;
  }

  EventBatch events() {
    return events;
  }

  /** Returns the trace of the request, or null. */
  String traceparent() {
    return traceparent;
  }

  /** Returns the record that will be stored for it. */
  StoredRequest toStore(long now) {
    return new StoredRequest(fingerprint, count, now);
  }

  Future<Accepted> answer() {
    return answer.future();
  }

  /**
   * Takes it for the slot's thread.
   *
   * @return false if it has been answered already and must be skipped
   */
  boolean take() {
    return state.compareAndSet(State.WAITING, State.TAKEN);
  }

  void stored() {
    succeed(new Accepted(count, false));
  }

  /**
   * Answers from the record of an earlier request with its key.
   *
   * @return whether it was a retry, and not another request with the same key
   */
  boolean answerAs(StoredRequest earlier) {
    boolean repeat = earlier.fingerprint().equals(fingerprint);
    if (repeat) {
      succeed(new Accepted(earlier.accepted(), true));
    } else {
      fail(Refusal.keyReused());
    }
    return repeat;
  }

  /** Answers that the timeout has expired. */
  void timeOut() {
    String why = "Kafka takes too long";
    if (state.compareAndSet(State.WAITING, State.ANSWERED)) {
      events = null; // it may stay in the queue for a long time, and its ticket is released now
      deliver(Refusal.notStored(why));
    } else {
      fail(Refusal.unknown(why));
    }
  }

  private void succeed(Accepted accepted) {
    if (state.getAndSet(State.ANSWERED) != State.ANSWERED) {
      context.runOnContext(v -> answer.complete(accepted));
    }
  }

  void fail(Refusal e) {
    if (state.getAndSet(State.ANSWERED) != State.ANSWERED) {
      deliver(e);
    }
  }

  private void deliver(Refusal e) {
    context.runOnContext(v -> answer.fail(e));
  }
}
