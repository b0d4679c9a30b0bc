package io.streamproc.web;

import io.streamproc.core.http.HttpSurface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client of one of the transports that Vert.x implements: XHR, or a WebSocket without SockJS. */
final class SockJsClient extends LiveClient {
  private static final Logger LOG = LoggerFactory.getLogger(SockJsClient.class);

  private final SockJSSocket socket;

  SockJsClient(SockJSSocket socket) {
    this.socket = socket;
  }

  @Override
  HttpServerRequest request() {
    return socket.routingContext().request();
  }

  @Override
  boolean isSlow() {
    return HttpSurface.isSlow(request());
  }

  @Override
  boolean begin(Runnable closed) {
    try {
      socket
          .handler(data -> receive(data.toString()))
          .exceptionHandler(e -> LOG.debug("a live connection broke: {}", e.toString()))
          .closeHandler(v -> closed.run());
      return true;
    } catch (IllegalStateException e) {
      LOG.debug("a live connection was closed at once");
      return false;
    }
  }

  @Override
  void send(JsonObject message) {
    socket.write(message.toBuffer());
  }

  @Override
  void send(LiveUpdates updates) {
    for (Buffer message : updates.messages()) {
      socket.write(message);
    }
  }

  @Override
  void beat() {
    // Vert.x does.
  }

  @Override
  void close(int code, String reason) {
    socket.close(code, reason);
  }
}
