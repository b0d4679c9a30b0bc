package io.streamproc.web;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.streamproc.core.http.HttpSurface;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of SockJS's WebSocket transport, which nearly all pages use. In contrast to Vert.x's own
 * implementation, which encodes each update for each client, the bytes of an update are shared, and
 * a client that gets updates gets no heartbeats.
 */
final class WebSocketClient extends LiveClient {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketClient.class);

  /**
   * Bytes to a client that the network has not taken yet: beyond the second number the client is
   * slow until it is below the first. After a replay of old events one update has 100 KB and more.
   * These bytes are shared by all clients.
   */
  private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(1 << 18, 1 << 20);

  private static final String OPEN = "o";
  private static final String HEARTBEAT = "h";

  private final HttpServerRequest request;
  private final ServerWebSocket socket;
  private final Channel channel;
  private boolean sent;

  /**
   * @param request the one that was upgraded
   */
  WebSocketClient(HttpServerRequest request, ServerWebSocket socket) {
    this.request = request;
    this.socket = socket;
    channel = HttpSurface.channel(request);
    channel.config().setWriteBufferWaterMark(WAITING);
  }

  @Override
  HttpServerRequest request() {
    return request;
  }

  @Override
  boolean isSlow() {
    return HttpSurface.isSlow(channel);
  }

  @Override
  boolean begin(Runnable closed) {
    if (socket.isClosed()) {
      return false;
    }
    socket.textMessageHandler(this::unwrap);
    socket.exceptionHandler(e -> LOG.debug("a live connection broke: {}", e.toString()));
    socket.closeHandler(v -> closed.run());
    socket.writeTextMessage(OPEN);
    return true;
  }

  /** Reads the client's framing: a JSON array of strings, or one string. */
  private void unwrap(String frame) {
    if (frame.isEmpty()) {
      return;
    }
    JsonArray messages;
    try {
      messages = new JsonArray(frame.startsWith("\"") ? "[" + frame + "]" : frame);
    } catch (DecodeException e) {
      messages = null;
    }
    if (messages == null || !messages.stream().allMatch(String.class::isInstance)) {
      close(1_003, "not an array of strings");
      return;
    }
    messages.forEach(message -> receive((String) message));
  }

  @Override
  void send(JsonObject message) {
    write("a" + new JsonArray().add(message.encode()).encode());
  }

  private void write(String frame) {
    sent = true;
    socket.writeTextMessage(frame);
  }

  /** Passes by Vert.x's queue, which copies and holds what the channel can't take at present. */
  @Override
  void send(LiveUpdates updates) {
    sent = true;
    channel.writeAndFlush(updates.frame().retainedDuplicate());
  }

  @Override
  void beat() {
    if (!sent && !isSlow()) {
      socket.writeTextMessage(HEARTBEAT);
    }
    sent = false;
  }

  @Override
  void close(int code, String reason) {
    if (isSlow()) {
      channel.close(); // the client would never read the reason
    } else if (!socket.isClosed()) {
      write("c[" + code + ",\"" + reason + "\"]");
      socket.close((short) code, reason);
    }
  }
}
