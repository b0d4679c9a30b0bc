package io.streamproc.api.idempotency;

import io.streamproc.core.event.EventBatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request on its way through a slot. Its answer comes from the slot's thread or, if that takes
 * too long, from a timer; whoever is first is right, and says only what it knows.
 */
final class KeyedRequest {
  private enum State {
    WAITING,
    /** A thread of the slot has it, so that its events may come to be stored. */
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

  /** What will be remembered of it. */
  StoredRequest toStore(long now) {
    return new StoredRequest(fingerprint, count, now);
  }

  Future<Accepted> answer() {
    return answer.future();
  }

  /** False if it has been answered and is none of the slot's business any more. */
  boolean take() {
    return state.compareAndSet(State.WAITING, State.TAKEN);
  }

  void stored() {
    succeed(new Accepted(count, false));
  }

  /**
   * Answers out of what is remembered of an earlier request with its key.
   *
   * @return whether it was a repeat, and not another request under a key that is taken
   */
  boolean answerAs(StoredRequest earlier) {
    boolean repeat = earlier.fingerprint().equals(fingerprint);
    if (repeat) {
      succeed(new Accepted(earlier.accepted(), true));
    } else {
      fail(
          new NotAcceptedException(
              NotAcceptedException.Kind.KEY_REUSED,
              "the key belongs to a request with another body"));
    }
    return repeat;
  }

  /** Answers because its time is up. */
  void expire() {
    String why = "Kafka takes too long";
    if (state.compareAndSet(State.WAITING, State.ANSWERED)) {
      events = null; // it may stand in the queue for long, and its memory is no more accounted for
      deliver(new NotAcceptedException(NotAcceptedException.Kind.NOT_STORED, why));
    } else {
      fail(new NotAcceptedException(NotAcceptedException.Kind.UNKNOWN, why));
    }
  }

  private void succeed(Accepted accepted) {
    if (state.getAndSet(State.ANSWERED) != State.ANSWERED) {
      context.runOnContext(v -> answer.complete(accepted));
    }
  }

  void fail(NotAcceptedException e) {
    if (state.getAndSet(State.ANSWERED) != State.ANSWERED) {
      deliver(e);
    }
  }

  private void deliver(NotAcceptedException e) {
    context.runOnContext(v -> answer.fail(e));
  }
}
