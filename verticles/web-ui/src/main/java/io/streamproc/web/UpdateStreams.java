package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Places;
import io.streamproc.core.http.address.ClientAddress;
import io.streamproc.core.role.OpenResources;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open streams of live updates. Each update is encoded once, and its bytes are written to all
 * streams of its step. For one event loop.
 */
final class UpdateStreams {
  /** Time between two comments on a stream. */
  static final long HEARTBEAT_MS = 10_000;

  /** How often the keys and tokens of open streams are checked again. */
  private static final long RECHECK_MS = 5_000;

  private static final long LONGEST_END_MS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(UpdateStreams.class);

  private final HttpSurface surface;
  private final Places places;
  private final StreamMeters meters;
  private final Set<UpdateStream> streams = ConcurrentHashMap.newKeySet(); // a meter reads its size
  private boolean closing;

  /**
   * @param places the places of live connections of all kinds
   */
  UpdateStreams(HttpSurface surface, Places places, StreamMeters meters) {
    this.surface = surface;
    this.places = places;
    this.meters = meters;
    meters.watch(streams);
  }

  /**
   * Subscribes to the live updates.
   *
   * @param open takes over the subscription and the timers
   * @return completes when subscribed
   */
  Future<Void> subscribe(Vertx vertx, OpenResources open) {
    open.addTimer(vertx, vertx.setPeriodic(HEARTBEAT_MS, t -> beat()));
    open.addTimer(vertx, vertx.setPeriodic(RECHECK_MS, t -> endDenied()));
    return open.addSubscription(vertx.eventBus().consumer(Names.BUS_LIVE, this::pushed));
  }

  /**
   * Takes a place for a client.
   *
   * @return false if it gets none, because a limit is reached or the role is stopping
   */
  boolean admit(ClientAddress client) {
    if (!closing && places.take(client)) {
      return true;
    }
    meters.refused();
    LOG.warn(
        "a stream of {} was refused, {} live connections are open; see web-ui.max-sockets and"
            + " http.max-connections-per-address",
        client.text(),
        places.open());
    return false;
  }

  /** Takes over a stream, and the place of its client. */
  void add(UpdateStream stream) {
    streams.add(stream);
  }

  /** Forgets a stream, and frees its place. May be called more than once. */
  void remove(UpdateStream stream) {
    if (streams.remove(stream)) {
      places.free(stream.client());
      stream.closed();
    }
  }

  private void pushed(Message<Object> message) {
    if (streams.isEmpty()) {
      return;
    }
    try {
      LiveUpdate update = LiveUpdate.fromJson((JsonObject) message.body());
      List<UpdateStream> receivers =
          streams.stream().filter(stream -> stream.step() == update.step()).toList();
      if (!receivers.isEmpty()) {
        UpdateFrame frame = UpdateFrame.of(update);
        meters.sent(send(receivers, stream -> stream.send(frame)));
      }
    } catch (RuntimeException e) {
      LOG.warn("ignored a malformed live update: {}", e.toString());
    }
  }

  private void beat() {
    Buffer heartbeat = UpdateFrame.HEARTBEAT;
    send(List.copyOf(streams), stream -> stream.send(heartbeat));
  }

  /** Returns how many clients it was sent to. Those that read too slowly are disconnected. */
  private int send(List<UpdateStream> receivers, Predicate<UpdateStream> sender) {
    int sent = 0;
    for (UpdateStream stream : receivers) {
      if (sender.test(stream)) {
        sent++;
      } else {
        LOG.debug("a stream was closed, because its client reads too slowly");
        meters.stalled();
        stream.drop();
        remove(stream);
      }
    }
    return sent;
  }

  /** Keys are revoked and tokens expire while a stream is open. */
  private void endDenied() {
    for (UpdateStream stream : streams) {
      if (!stream.isAllowed(surface)) {
        meters.denied();
        stream.end();
        remove(stream);
      }
    }
  }

  /** Refuses new streams, and ends the open ones, so that their clients connect elsewhere. */
  Future<?> close() {
    closing = true;
    List<Future<Void>> ends = streams.stream().map(UpdateStream::end).toList();
    List.copyOf(streams).forEach(this::remove);
    return Future.join(ends).timeout(LONGEST_END_MS, TimeUnit.MILLISECONDS).otherwiseEmpty();
  }
}
