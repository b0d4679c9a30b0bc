package io.streamproc.web;

import io.streamproc.core.Names;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * One live connection. Its client speaks the protocol of Vert.x's event-bus bridge, of which it may
 * use {@code ping}, and {@code register} and {@code unregister} for {@link Names#BUS_LIVE} and
 * {@link Names#BUS_PIPELINE}. Everything else is answered with an error. All methods except {@link
 * #isSlow} are called on one event loop.
 */
abstract class LiveClient {
  /** Application code of a WebSocket's end (RFC 6455, 7.4.2): updates were left out. */
  static final int BEHIND = 4_408;

  private static final Set<String> ADDRESSES = Set.of(Names.BUS_LIVE, Names.BUS_PIPELINE);

  private long pinged = System.nanoTime();
  private final Set<String> subscribed = new HashSet<>();
  private boolean behind;

  /** The request with which the connection began. */
  abstract HttpServerRequest request();

  /** Whether the client reads more slowly than updates are sent to it. Any thread may ask. */
  abstract boolean isSlow();

  /**
   * Passes the client's messages to {@link #receive} from now on.
   *
   * @param closed called once when the connection has ended
   * @return false if it has ended already; {@code closed} is not called then
   */
  abstract boolean begin(Runnable closed);

  /** Sends a message of the protocol. */
  abstract void send(JsonObject message);

  /** Sends updates, which are encoded once for all clients. */
  abstract void send(LiveUpdates updates);

  /** Sends a sign of life, unless the transport does so itself or something else was just sent. */
  abstract void beat();

  /**
   * Ends the connection.
   *
   * @param code of the WebSocket's end; other transports can't send it
   */
  abstract void close(int code, String reason);

  /**
   * Sends updates to a subscribed client, or leaves them out for a client that does not read: they
   * would only use memory. If it reads again, the connection is closed, because only a new one,
   * after which the client fetches everything, brings it up to date.
   *
   * @return whether they were sent
   */
  final boolean push(LiveUpdates updates) {
    if (!wants(Names.BUS_LIVE)) {
      return false;
    }
    if (isSlow()) {
      behind = true;
      return false;
    }
    if (behind) {
      close(BEHIND, "updates were left out");
      return false;
    }
    send(updates);
    return true;
  }

  /** Whether the client has subscribed to an address. */
  final boolean wants(String address) {
    return subscribed.contains(address);
  }

  /**
   * Sends a message that replaces the one before, if the client has subscribed to its address. It
   * is left out for a client that does not read: the next one has everything.
   */
  final void show(String address, LiveUpdates message) {
    if (wants(address) && !isSlow()) {
      send(message);
    }
  }

  /** Whether the client has not sent a ping for this time. */
  final boolean isSilent(Duration time) {
    return System.nanoTime() - pinged >= time.toNanos();
  }

  /** Acts on a message of the client. */
  final void receive(String text) {
    JsonObject message;
    try {
      message = new JsonObject(text);
    } catch (DecodeException e) {
      refuse("invalid_json");
      return;
    }
    String type = message.getString("type");
    String address = message.getString("address");
    if (type == null) {
      refuse("missing_type");
    } else if (type.equals("ping")) {
      pinged = System.nanoTime();
    } else if (address == null) {
      refuse("missing_address");
    } else {
      act(type, address);
    }
  }

  private void act(String type, String address) {
    switch (type) {
      case "send", "publish" -> refuse("rejected");
      case "register" -> register(address);
      case "unregister" -> unregister(address);
      default -> refuse("invalid_type");
    }
  }

  private void register(String address) {
    if (!ADDRESSES.contains(address)) {
      refuse("access_denied");
    } else if (!subscribed.add(address)) {
      refuse("max_handlers_reached");
    }
  }

  private void unregister(String address) {
    if (ADDRESSES.contains(address)) {
      subscribed.remove(address);
    } else {
      refuse("access_denied");
    }
  }

  private void refuse(String reason) {
    send(new JsonObject().put("type", "err").put("body", reason));
  }
}
