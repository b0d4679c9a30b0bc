package io.streamproc.api.idempotency;

import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.BodyDecoder;
import io.streamproc.api.request.Refusal;
import io.streamproc.api.request.RequestAdmission;
import io.streamproc.core.role.RoleContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Accepts requests with a key, from clients of this instance and from other instances that route
 * them to the slot's owner. A request passes through this class, {@link SlotRouter}, and then
 * either {@link KeyedStore} here, or {@link SlotPeers} and the same classes at the owner.
 */
public final class KeyedIngest {
  private final SlotServer server;
  private final IdempotentWriter writer;
  private final KeyedStore store;
  private final HandOver handOver;
  private final SlotRouter router;
  private final RequestAdmission admission;

  /** Costs nothing before the first request with a key: see {@link IdempotentWriter}. */
  public KeyedIngest(
      Vertx vertx,
      RoleContext role,
      SlotConfig config,
      RequestAdmission admission,
      BodyDecoder decoder) {
    String topic = config.idempotency().topic();
    SlotPeers peers = new SlotPeers(vertx, topic);
    this.admission = admission;
    server = new SlotServer(vertx, topic);
    writer = new IdempotentWriter(vertx, config, role.clock(), role.metrics(), server);
    store = new KeyedStore(writer, decoder);
    handOver = new HandOver(writer, server, peers);
    router = new SlotRouter(vertx, store, peers, handOver, config.timeout());
    server.serve(this::acceptFromPeer);
  }

  /**
   * Stores a request of a client of this instance.
   *
   * @param ticket ticket of the request, which the caller releases
   * @param context the caller's context, where the result is delivered
   * @return the result, or a {@link Refusal}
   */
  public Future<Accepted> accept(KeyedBody request, Admission.Ticket ticket, Context context) {
    try {
      RequestAdmission.hold(ticket, (long) KeyedBody.COPIES * request.bytes().length);
    } catch (Refusal refusal) {
      return Future.failedFuture(refusal);
    }
    return router.route(request, ticket, context);
  }

  /** Stores a request routed here by another instance, which counts it in its metrics. */
  private Future<Accepted> acceptFromPeer(KeyedBody request, Duration wait, Context context) {
    Admission.Ticket ticket = admission.admitMessage(request.bytes().length);
    return router.serveAsOwner(request, ticket, wait, context).onComplete(done -> ticket.release());
  }

  /** Takes slots over from instances that stop, until {@link #handOver()}. */
  public void offerToTakeSlots() {
    server.offerToTake(writer::take);
  }

  /** See {@link HandOver#begin()}. */
  public Future<Void> handOver() {
    return handOver.begin();
  }

  /** Serves the waiting requests, releases all slots and unsubscribes from the event bus. */
  public Future<Void> close() {
    return writer.close().eventually(server::close);
  }
}
