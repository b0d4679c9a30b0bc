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
import java.util.concurrent.TimeUnit;

/**
 * Brings each keyed request to the owner of its slot: this instance, another one over the event
 * bus, or this one again if there is no owner or it does not answer. A slot can change hands at any
 * moment, and that is safe; it is only slow, so it should be rare.
 */
final class KeyedIngest {
  /** Two instances that want the same slot at once would take it from each other for ever. */
  private static final int PAUSE_MILLIS = 20;

  private static final int LONGEST_PAUSE_MILLIS = 200;

  /** The part of the time left, one of so many, that an owner has until it is taken for dead. */
  private static final int OWNER_SHARE = 4;

  /**
   * An owner is asked again after this, and after twice as long each time. A message into a bus
   * connection that has just ended, or to an address that has just been given up, is lost without a
   * word. The key makes the repeat harmless.
   */
  private static final Duration FIRST_WAIT = Duration.ofMillis(400);

  /** Time for the answer's way back after the last attempt. */
  private static final Duration MARGIN = Duration.ofMillis(50);

  /** For a successor to take a slot. */
  private static final Duration PASS_PATIENCE = Duration.ofSeconds(5);

  /** For all slots; what has not moved by then stays until the end. */
  private static final Duration HAND_OVER_PATIENCE = Duration.ofSeconds(6);

  private final Vertx vertx;
  private final IdempotentWriter writer;
  private final SlotPeers peers;
  private final Duration patience;
  private volatile boolean leaving; // others own the slots, or are about to

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
   * @param wait how long that one waits, or null if it does not say
   * @return the answer, or a {@link Refusal}
   */
  Future<Accepted> serveAsOwner(KeyedBody request, Local here, Duration wait, Context context) {
    Duration left = wait == null ? patience.dividedBy(OWNER_SHARE) : wait;
    return slot(request, context)
        .compose(
            slot ->
                writer.owns(slot)
                    ? here.store(slot, left)
                    : Future.failedFuture(Refusal.slotMoved()));
  }

  /**
   * For an instance that is about to stop: gives its slots to another one, to which it sends the
   * requests that still come. Where there is no other one it keeps them.
   *
   * @return completes when it has, or can't; bounded in time, does not fail
   */
  Future<Void> handOver() {
    return peers
        .withdrawOffer()
        .otherwiseEmpty()
        .compose(v -> peers.findSuccessor(PASS_PATIENCE))
        .compose(v -> passAll())
        .timeout(HAND_OVER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty();
  }

  private Future<Void> passAll() {
    leaving = true;
    return writer.handOver(slot -> peers.pass(slot, PASS_PATIENCE).onFailure(e -> leaving = false));
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
          writer.owns(slot) ? here.store(slot, left()) : askOwner().recover(this::takeOver);
      return served.recover(this::failed);
    }

    private Duration left() {
      return max(Duration.ofMillis(1), Duration.ofNanos(deadline - System.nanoTime()));
    }

    private Future<Accepted> askOwner() {
      return ask(System.nanoTime() + left().dividedBy(OWNER_SHARE).toNanos(), FIRST_WAIT);
    }

    private Future<Accepted> ask(long end, Duration wait) {
      long now = System.nanoTime();
      Duration most = max(Duration.ofMillis(1), Duration.ofNanos(end - now));
      Duration patience = wait.compareTo(most) < 0 ? wait : most;
      return peers
          .ask(slot, request, patience, left())
          .recover(
              e -> {
                if (!isSilence(e)) {
                  return Future.failedFuture(e);
                }
                if (System.nanoTime() - now < patience.toNanos()) {
                  return Future.failedFuture(Refusal.slotMoved()); // discarded: nobody listens
                }
                uncertain = true;
                return patience.equals(most)
                    ? Future.failedFuture(e)
                    : ask(end, wait.multipliedBy(2));
              });
    }

    private Future<Accepted> takeOver(Throwable e) {
      boolean nobody = e instanceof ReplyException && !isSilence(e);
      if (nobody && leaving && left().compareTo(patience.dividedBy(OWNER_SHARE)) > 0) {
        return Future.failedFuture(Refusal.slotMoved()); // to a successor that is not known yet
      }
      boolean away = e instanceof Refusal refusal && refusal.reason() == Reason.KAFKA_AWAY;
      return e instanceof ReplyException || away
          ? here.store(slot, left())
          : Future.failedFuture(e);
    }

    private Future<Accepted> failed(Throwable e) {
      if (!(e instanceof Refusal refusal)) {
        return Future.failedFuture(e);
      }
      uncertain |= refusal.reason() == Reason.NOT_ACKNOWLEDGED;
      if (refusal.isSlotMoved() && left().compareTo(MARGIN) > 0) {
        return vertx.timer(pause()).compose(v -> attempt());
      }
      return Future.failedFuture(uncertain ? refusal.orUnknown() : refusal);
    }

    private long pause() {
      moves++;
      int longest = Math.min(LONGEST_PAUSE_MILLIS, PAUSE_MILLIS * moves);
      long pause = 1 + ThreadLocalRandom.current().nextInt(longest);
      return Math.min(pause, left().minus(MARGIN).toMillis() + 1);
    }
  }

  private static boolean isSilence(Throwable e) {
    return e instanceof ReplyException reply && reply.failureType() != ReplyFailure.NO_HANDLERS;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
