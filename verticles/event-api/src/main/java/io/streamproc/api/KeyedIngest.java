package io.streamproc.api;

import io.streamproc.api.Refusal.Reason;
import io.streamproc.api.idempotency.Accepted;
import io.streamproc.api.idempotency.Fingerprint;
import io.streamproc.api.idempotency.IdempotentWriter;
import io.streamproc.core.event.EventBatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Brings each keyed request to the owner of its slot: this instance, another one over the event
 * bus, or this one again if there is no owner or it does not answer. A slot can change hands at any
 * moment, and that is safe; it is only slow, so it should be rare.
 */
final class KeyedIngest {
  /** How often a request goes on to look for its slot. */
  private static final int MOST_MOVES = 10;

  /** Two instances that want the same slot at once would take it from each other for ever. */
  private static final int PAUSE_MILLIS = 20;

  /** The part of the time left, one of so many, that an owner has until it is taken for dead. */
  private static final int OWNER_SHARE = 4;

  private final Vertx vertx;
  private final IdempotentWriter writer;
  private final SlotPeers peers;
  private final Duration patience;

  /**
   * @param patience from a request's arrival to its answer
   */
  KeyedIngest(Vertx vertx, IdempotentWriter writer, SlotPeers peers, Duration patience) {
    this.vertx = vertx;
    this.writer = writer;
    this.peers = peers;
    this.patience = patience;
  }

  /** Stores a request in the given slot, within the given time, as its owner. */
  interface Local {
    Future<Accepted> store(int slot, Duration patience);
  }

  /**
   * @param here stores it in this instance
   * @param context this one; where the result is delivered
   * @return the answer, or a {@link Refusal}
   */
  Future<Accepted> serve(KeyedBody request, Local here, Context context) {
    long deadline = System.nanoTime() + patience.toNanos();
    return slot(request, context)
        .compose(slot -> new Call(request, here, slot, deadline).attempt());
  }

  /**
   * Serves what another instance takes to be ours.
   *
   * @return the answer, or a {@link Refusal}
   */
  Future<Accepted> serveAsOwner(KeyedBody request, Local here, Context context) {
    return slot(request, context)
        .compose(
            slot ->
                writer.owns(slot)
                    ? here.store(slot, patience)
                    : Future.failedFuture(Refusal.slotMoved()));
  }

  /** Writes a request's events, for the {@link Local} of the caller. */
  Future<Accepted> write(
      int slot, KeyedBody request, EventBatch events, Duration patience, Context context) {
    Fingerprint fingerprint = Fingerprint.of(request.bytes());
    return writer
        .write(slot, request.key(), fingerprint, events, patience, context)
        .recover(Refusal::ofKeyed);
  }

  private Future<Integer> slot(KeyedBody request, Context context) {
    return writer.slot(request.key(), context).recover(Refusal::ofKeyed);
  }

  /** One request on its way. */
  private final class Call {
    private final KeyedBody request;
    private final Local here;
    private final int slot;
    private final long deadline;
    private int moves;
    private boolean uncertain; // an attempt ended without an answer, so that it may be stored

    private Call(KeyedBody request, Local here, int slot, long deadline) {
      this.request = request;
      this.here = here;
      this.slot = slot;
      this.deadline = deadline;
    }

    private Future<Accepted> attempt() {
      Future<Accepted> served =
          writer.owns(slot)
              ? here.store(slot, left())
              : peers.ask(slot, request, left().dividedBy(OWNER_SHARE)).recover(this::takeOver);
      return served.recover(this::failed);
    }

    private Duration left() {
      return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    private Future<Accepted> takeOver(Throwable e) {
      if (e instanceof ReplyException reply) {
        uncertain |= reply.failureType() != ReplyFailure.NO_HANDLERS;
      } else if (!(e instanceof Refusal refusal && refusal.reason() == Reason.KAFKA_AWAY)) {
        return Future.failedFuture(e);
      }
      return here.store(slot, left());
    }

    private Future<Accepted> failed(Throwable e) {
      if (!(e instanceof Refusal refusal)) {
        return Future.failedFuture(e);
      }
      uncertain |= refusal.reason() == Reason.NOT_ACKNOWLEDGED;
      if (refusal.isSlotMoved() && moves < MOST_MOVES && deadline > System.nanoTime()) {
        moves++;
        int pause = 1 + ThreadLocalRandom.current().nextInt(PAUSE_MILLIS * moves);
        return vertx.timer(pause).compose(v -> attempt());
      }
      return Future.failedFuture(uncertain ? refusal.orUnknown() : refusal);
    }
  }
}
