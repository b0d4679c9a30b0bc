package io.streamproc.api.idempotency;

import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.EventBatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request on its way through a slot. Its answer comes from the slot's thread or, if that takes
 * too long, from a timer; the first of the two answers, and says only what it knows.
 */
final class KeyedRequest {
  private enum State {
    WAITING,
    /** A thread of the slot has it, so its events may be stored. */
    TAKEN,
    ANSWERED
  }

  private final String key;
  private final Fingerprint fingerprint;
  private final Context context;
  private final Promise<Accepted> answer = Promise.promise();
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final int count;
  private volatile EventBatch events; // null: answered before it was taken

  /**
   * @param context where the answer is delivered
   */
  KeyedRequest(IdempotencyKey key, Fingerprint fingerprint, EventBatch events, Context context) {
    this.key = key.text();
    this.fingerprint = fingerprint;
    this.events = events;
    this.count = events.size();
    this.context = context;
  }

  String key() {
    return key;
  }

  EventBatch events() {
    return events;
  }

  /** The record that will be kept of it. */
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
   * @return whether it was a repeat, and not another request under the same key
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

  /** Answers because the timeout is over. */
  void timeOut() {
    String why = "Kafka takes too long";
    if (state.compareAndSet(State.WAITING, State.ANSWERED)) {
      events = null; // it may stay in the queue for long, and its ticket is released now
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
