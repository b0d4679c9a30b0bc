package io.streamproc.api.idempotency;

import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.Refusal;
import io.streamproc.api.request.Refusal.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Routes each keyed request to the owner of its slot: this instance, another one over the event
 * bus, or this one again if there is no owner or it does not reply. A slot can change its owner at
 * any moment. That is safe but slow, so it should be rare.
 */
final class SlotRouter {
  /**
   * Pause before a retry. Without it, two instances that want the same slot would take it from each
   * other endlessly.
   */
  private static final int PAUSE_MILLIS = 20;

  private static final int LONGEST_PAUSE_MILLIS = 200;

  /**
   * An owner that does not reply within this fraction (1/n) of the remaining time is considered
   * dead.
   */
  private static final int OWNER_SHARE = 4;

  /**
   * The request is sent to the owner again after this time, then after twice as long, and so on. A
   * message into a bus connection that has just ended, or to an address that was just unregistered,
   * is lost without notice. The key makes the duplicate harmless.
   */
  private static final Duration FIRST_WAIT = Duration.ofMillis(400);

  /** Time for the reply to travel back after the last attempt. */
  private static final Duration MARGIN = Duration.ofMillis(50);

  private final Vertx vertx;
  private final KeyedStore store;
  private final SlotPeers peers;
  private final HandOver handOver;
  private final Duration timeout;

  /**
   * @param timeout from a request's arrival to its response
   */
  SlotRouter(Vertx vertx, KeyedStore store, SlotPeers peers, HandOver handOver, Duration timeout) {
    this.vertx = vertx;
    this.store = store;
    this.peers = peers;
    this.handOver = handOver;
    this.timeout = timeout;
  }

  /**
   * @param context the caller's context, where the result is delivered
   * @return the answer, or a {@link Refusal}
   */
  Future<Accepted> route(KeyedBody request, Admission.Ticket ticket, Context context) {
    long deadline = System.nanoTime() + timeout.toNanos();
    return store
        .slot(request.key(), context)
        .compose(slot -> new Call(request, ticket, context, slot, deadline).attempt());
  }

  /**
   * Serves a request that another instance has routed here.
   *
   * @param wait how long the other instance waits, or null if unknown
   * @return the answer, or a {@link Refusal}
   */
  Future<Accepted> serveAsOwner(
      KeyedBody request, Admission.Ticket ticket, Duration wait, Context context) {
    Duration left = wait == null ? timeout.dividedBy(OWNER_SHARE) : wait;
    return store
        .slot(request.key(), context)
        .compose(
            slot ->
                store.owns(slot)
                    ? store.store(slot, request, ticket, left, context)
                    : Future.failedFuture(Refusal.slotTaken()));
  }

  /** One request that is being routed. */
  private final class Call {
    private final KeyedBody request;
    private final Admission.Ticket ticket;
    private final Context context;
    private final int slot;
    private final long deadline;
    private int moves;
    private boolean uncertain; // an attempt ended without a reply, so the request may be stored

    private Call(
        KeyedBody request, Admission.Ticket ticket, Context context, int slot, long deadline) {
      this.request = request;
      this.ticket = ticket;
      this.context = context;
      this.slot = slot;
      this.deadline = deadline;
    }

    private Future<Accepted> attempt() {
      Future<Accepted> served =
          store.owns(slot) ? storeHere() : askOwner().recover(this::storeWithoutOwner);
      return served.recover(this::failed);
    }

    private Future<Accepted> storeHere() {
      return store.store(slot, request, ticket, left(), context);
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
      Duration replyTimeout = wait.compareTo(most) < 0 ? wait : most;
      return peers
          .ask(slot, request, replyTimeout, left())
          .recover(
              e -> {
                if (!isTimeout(e)) {
                  return Future.failedFuture(e);
                }
                if (System.nanoTime() - now < replyTimeout.toNanos()) {
                  return Future.failedFuture(Refusal.slotTaken()); // its result is discarded
                }
                uncertain = true;
                return replyTimeout.equals(most)
                    ? Future.failedFuture(e)
                    : ask(end, wait.multipliedBy(2));
              });
    }

    private Future<Accepted> storeWithoutOwner(Throwable e) {
      boolean noOwner = e instanceof ReplyException && !isTimeout(e);
      boolean moving = noOwner && handOver.isUnderWay(); // to a successor that is not known yet
      if (moving && left().compareTo(timeout.dividedBy(OWNER_SHARE)) > 0) {
        return Future.failedFuture(Refusal.slotTaken());
      }
      boolean ownerLostKafka =
          e instanceof Refusal refusal && refusal.reason() == Reason.KAFKA_AWAY;
      return e instanceof ReplyException || ownerLostKafka ? storeHere() : Future.failedFuture(e);
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

  /** Whether the owner did not reply, as opposed to having no owner. */
  private static boolean isTimeout(Throwable e) {
    return e instanceof ReplyException reply && reply.failureType() != ReplyFailure.NO_HANDLERS;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
