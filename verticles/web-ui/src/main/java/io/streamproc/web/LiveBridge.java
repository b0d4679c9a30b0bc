package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.bus.BusTrace;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Places;
import io.streamproc.core.http.address.ClientAddress;
import io.streamproc.core.http.address.TrustedProxies;
import io.streamproc.core.trace.RoleTracer;
import io.streamproc.core.trace.SpanKind;
import io.streamproc.core.trace.TraceSpan;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
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

  /** How often the keys and tokens of open connections are checked again. */
  private static final long RECHECK_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(LiveBridge.class);

  /** Application code of a WebSocket's end (RFC 6455, 7.4.2): like HTTP's 401. */
  static final int DENIED = 4_401;

  static final String PATH = "/eventbus/*";
  private static final String LAST_ON_CONNECTION = "/eventbus/[^/]+/[^/]+/xhr(_streaming)?";
  // Used only by the page of the iframe transport; the default is a public CDN.
  static final String LIBRARY = "/vendor/sockjs-client/1.6.1/dist/sockjs.min.js";

  private final Vertx vertx;
  private final WebUiSettings settings;
  private final HttpSurface surface;
  private final Places places;
  private final TrustedProxies proxies;
  private final Map<SockJSSocket, ClientAddress> open = new ConcurrentHashMap<>();
  private final LiveMeters meters;
  private final RoleTracer tracer;

  LiveBridge(
      Vertx vertx,
      WebUiSettings settings,
      HttpSurface surface,
      LiveMeters meters,
      RoleTracer tracer) {
    this.vertx = vertx;
    this.tracer = tracer;
    this.surface = surface;
    this.settings = settings;
    places = new Places(settings.maxSockets(), settings.http().maxConnectionsPerAddress());
    proxies = new TrustedProxies(settings.http().proxies());
    this.meters = meters;
    meters.watch(open, LiveBridge::slow);
  }

  /**
   * Subscribes for as long as the role runs, so that the cluster always has a route to this
   * process. A browser is then only one more local handler, and gets updates from its first moment
   * on, even while the cluster's data is unavailable.
   */
  MessageConsumer<Object> subscribe() {
    return vertx.eventBus().consumer(Names.BUS_LIVE, this::pushed);
  }

  /** The span ends when the handlers of the sockets, which have the same event loop, have run. */
  private void pushed(Message<Object> update) {
    meters.received(update);
    String traceparent = BusTrace.of(update);
    if (traceparent != null && tracer.isOn()) {
      TraceSpan span = tracer.start(SpanKind.CONSUMER, "push live update", traceparent);
      span.set("streamproc.sockets", open.size());
      vertx.runOnContext(v -> span.end());
    }
  }

  void mount(Router router) {
    router.route(PATH).handler(LiveBridge::uncompressed);
    router.routeWithRegex(LAST_ON_CONNECTION).handler(LiveBridge::announceClose);
    router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(MAX_MESSAGE));
    // Equivalent to SockJSHandler.bridge(), which does not allow the exception handler to be
    // replaced before the first frame.
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

  /** Compression would delay the output of the streaming transport. */
  private static void uncompressed(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
    ctx.next();
  }

  /**
   * SockJS closes the connection after these responses but does not announce it. A proxy that keeps
   * connections would send the next request on it, lose it, and answer 502 to the page.
   */
  private static void announceClose(RoutingContext ctx) {
    if (ctx.request().version() != HttpVersion.HTTP_2) { // where the field is not allowed
      ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    ctx.next();
  }

  private void decide(BridgeEvent event) {
    switch (event.type()) {
      case SOCKET_CREATED -> event.complete(admit(event.socket()));
      case SOCKET_CLOSED, SOCKET_ERROR -> {
        leave(event.socket());
        event.complete(true);
      }
      case SOCKET_IDLE -> {
        meters.idle();
        event.complete(true);
      }
      case RECEIVE -> {
        meters.sent();
        event.complete(true);
      }
      case SEND, PUBLISH -> event.complete(false);
      default -> event.complete(true);
    }
  }

  private boolean admit(SockJSSocket socket) {
    ClientAddress client = proxies.client(socket.routingContext().request());
    if (!places.take(client)) {
      meters.refused();
      LOG.warn(
          "a live connection of {} was refused, {} are open; see web-ui.max-sockets and"
              + " http.max-connections-per-address",
          client.text(),
          places.open());
      return false;
    }
    open.put(socket, client);
    return true;
  }

  /**
   * Checks the callers of the open connections again from time to time: keys are revoked and tokens
   * expire while a connection is open.
   *
   * @return the id of the timer
   */
  long watchCallers() {
    return vertx.setPeriodic(RECHECK_MILLIS, t -> closeDenied());
  }

  private void closeDenied() {
    for (SockJSSocket socket : open.keySet()) {
      if (!surface.isAllowed(socket.routingContext().request(), Scope.READ)) {
        meters.denied();
        socket.close(DENIED, "the key or token is no longer valid");
      }
    }
  }

  /** How many clients read more slowly than updates are sent to them. */
  private static long slow(Map<SockJSSocket, ?> sockets) {
    return sockets.keySet().stream()
        .filter(socket -> HttpSurface.isSlow(socket.routingContext().request()))
        .count();
  }

  private void leave(SockJSSocket socket) {
    ClientAddress client = open.remove(socket);
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
