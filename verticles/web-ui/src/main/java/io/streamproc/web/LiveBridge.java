package io.streamproc.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamproc.core.Names;
import io.streamproc.core.http.Places;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.impl.EventBusBridgeImpl;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge from the event bus to browsers: they can subscribe to one address and publish to none.
 * Sockets, handlers, message sizes and idle time of a client are limited.
 */
final class LiveBridge {
  /** Bytes; what a page sends (ping, register) is a tenth of that. */
  static final int MAX_MESSAGE = 4_096;

  static final long HEARTBEAT_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(LiveBridge.class);
  private static final String PATH = "/eventbus/*";
  // Used only by the page of the iframe transport; the default would be a public CDN.
  static final String LIBRARY = "/vendor/sockjs-client/1.6.1/dist/sockjs.min.js";

  private final Vertx vertx;
  private final WebUiSettings settings;
  private final Places places;
  private final Map<SockJSSocket, SocketAddress> open = new ConcurrentHashMap<>();
  private final Counter refused;
  private final Counter updates;

  LiveBridge(Vertx vertx, WebUiSettings settings, MeterRegistry metrics) {
    this.vertx = vertx;
    this.settings = settings;
    places = new Places(settings.maxSockets(), settings.http().maxConnectionsPerAddress());
    Gauge.builder("streamproc.web-ui.sockets", open, Map::size)
        .description("open live connections")
        .register(metrics);
    refused =
        Counter.builder("streamproc.web-ui.sockets.refused")
            .description("live connections that were refused because of a limit")
            .register(metrics);
    updates =
        Counter.builder("streamproc.web-ui.updates")
            .description("live updates that came over the event bus")
            .register(metrics);
  }

  /**
   * Subscribes for as long as the role runs, so that the cluster always has a route to this
   * process. A browser is then only one more local handler, and gets updates from its first moment
   * on, even while the cluster's data is unavailable.
   *
   * @return completes when the cluster has registered the subscription
   */
  Future<Void> listen() {
    return vertx
        .eventBus()
        .<Object>consumer(Names.BUS_LIVE, update -> updates.increment())
        .completion();
  }

  void mount(Router router) {
    router.route(PATH).handler(LiveBridge::uncompressed);
    router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(MAX_MESSAGE));
    // What SockJSHandler.bridge() does; only so can each socket be made quiet before its first
    // frame.
    var bridge = new EventBusBridgeImpl(vertx, null, bridge(), this::decide);
    router
        .route(PATH)
        .subRouter(
            SockJSHandler.create(vertx, transport())
                .socketHandler(
                    socket -> {
                      bridge.handle(socket);
                      quiet(socket);
                    }));
  }

  private static SockJSHandlerOptions transport() {
    return new SockJSHandlerOptions()
        .setLibraryURL(LIBRARY)
        // The bridge does not answer pings; heartbeats show the page that the connection is alive.
        .setHeartbeatInterval(HEARTBEAT_MILLIS)
        .setInsertJSESSIONID(false)
        .addDisabledTransport("EVENT_SOURCE")
        .addDisabledTransport("HTML_FILE")
        .addDisabledTransport("JSON_P");
  }

  private SockJSBridgeOptions bridge() {
    SockJSBridgeOptions options =
        new SockJSBridgeOptions()
            .setMaxAddressLength(Names.BUS_LIVE.length())
            .setMaxHandlersPerSocket(1)
            .setPingTimeout(settings.pingTimeout().toMillis());
    options.addOutboundPermitted(new PermittedOptions().setAddress(Names.BUS_LIVE));
    return options;
  }

  /** Compression would delay what the streaming transport writes. */
  private static void uncompressed(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
    ctx.next();
  }

  private void decide(BridgeEvent event) {
    switch (event.type()) {
      case SOCKET_CREATED -> event.complete(admit(event.socket()));
      case SOCKET_CLOSED, SOCKET_ERROR -> {
        leave(event.socket());
        event.complete(true);
      }
      case SEND, PUBLISH -> event.complete(false);
      default -> event.complete(true);
    }
  }

  private boolean admit(SockJSSocket socket) {
    if (!places.take(socket.remoteAddress())) {
      refused.increment();
      LOG.warn(
          "a live connection of {} was refused, {} are open; see web-ui.max-sockets and"
              + " http.max-connections-per-address",
          socket.remoteAddress().hostAddress(),
          places.open());
      return false;
    }
    open.put(socket, socket.remoteAddress());
    return true;
  }

  private void leave(SockJSSocket socket) {
    SocketAddress client = open.remove(socket);
    if (client != null) {
      places.free(client);
    }
  }

  /**
   * Replaces the bridge's exception handler, which logs an error with a stack trace for each client
   * that disconnects abruptly or breaks the protocol. The bridge also cleans up when the socket
   * closes.
   */
  private static void quiet(SockJSSocket socket) {
    try {
      socket.exceptionHandler(e -> LOG.debug("a live connection broke: {}", e.toString()));
    } catch (IllegalStateException e) {
      LOG.debug("a live connection was closed at once");
    }
  }
}
