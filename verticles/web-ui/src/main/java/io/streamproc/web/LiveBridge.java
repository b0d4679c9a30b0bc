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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge from the event bus to browsers: they can subscribe to two addresses and publish to
 * none. Each update is encoded once for all of them. Sockets, message sizes and idle time of a
 * client are limited, and what is held for one that does not read.
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

  private static final int GO_AWAY = 3_000; // SockJS's code
  private static final int SESSION_EXPIRED = 1_001;

  static final String PATH = "/eventbus/*";
  private static final String WEBSOCKET = "/eventbus/[^/.]+/[^/.]+/websocket";
  // No capturing group: SockJS would take its text for the id of the session.
  private static final String LAST_ON_CONNECTION = "/eventbus/[^/]+/[^/]+/xhr(?:_streaming)?";
  // Used only by the page of the iframe transport; the default is a public CDN.
  static final String LIBRARY = "/vendor/sockjs-client/1.6.1/dist/sockjs.min.js";

  private final Vertx vertx;
  private final WebUiSettings settings;
  private final HttpSurface surface;
  private final Places places;
  private final TrustedProxies proxies;
  private final Map<LiveClient, ClientAddress> open = new ConcurrentHashMap<>();
  private final List<Buffer> arrived = new ArrayList<>();
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
   * Subscribes for as long as the role runs, for all browsers: each of them gets updates from its
   * first moment on, even while the cluster's data is unavailable.
   */
  MessageConsumer<Object> subscribe() {
    return vertx.eventBus().consumer(Names.BUS_LIVE, this::received);
  }

  /** Updates of one tick arrive together. They are sent together, in one write for each client. */
  private void received(Message<Object> update) {
    meters.received(update);
    Buffer message = LiveUpdates.encode(update);
    if (arrived.isEmpty()) {
      vertx.runOnContext(v -> push());
    }
    arrived.add(message);
    trace(update);
  }

  private void push() {
    try (LiveUpdates updates = new LiveUpdates(arrived)) {
      arrived.clear();
      for (LiveClient client : open.keySet()) {
        if (client.push(updates)) {
          meters.sent(updates.messages().size());
        }
      }
    }
  }

  /** Whether any browser has subscribed to an address. */
  boolean isWanted(String address) {
    return open.keySet().stream().anyMatch(client -> client.wants(address));
  }

  /** Sends a message that replaces the one before to the browsers that want it. */
  void show(String address, JsonObject body) {
    Buffer message = LiveUpdates.encode(address, body);
    try (LiveUpdates once = new LiveUpdates(List.of(message))) {
      open.keySet().forEach(client -> client.show(address, once));
    }
  }

  /** The span ends when the update was pushed, which this context does next. */
  private void trace(Message<Object> update) {
    String traceparent = BusTrace.of(update);
    if (traceparent != null && tracer.isOn()) {
      TraceSpan span = tracer.start(SpanKind.CONSUMER, "push live update", traceparent);
      span.set("streamproc.sockets", open.size());
      vertx.runOnContext(v -> span.end());
    }
  }

  /** The places of live connections of all kinds. */
  Places places() {
    return places;
  }

  void mount(Router router) {
    router.route(PATH).handler(LiveBridge::uncompressed);
    router.routeWithRegex(LAST_ON_CONNECTION).handler(LiveBridge::announceClose);
    router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(MAX_MESSAGE));
    router.getWithRegex(WEBSOCKET).handler(this::upgrade);
    router
        .route(PATH)
        .subRouter(
            SockJSHandler.create(vertx, transport())
                .socketHandler(socket -> enter(new SockJsClient(socket))));
  }

  private void upgrade(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    if (!request.canUpgradeToWebSocket()) {
      ctx.next(); // SockJSHandler refuses it
      return;
    }
    request
        .toWebSocket()
        .onFailure(ctx::fail)
        .onSuccess(socket -> enter(new WebSocketClient(request, socket)));
  }

  private static SockJSHandlerOptions transport() {
    return new SockJSHandlerOptions()
        .setLibraryURL(LIBRARY)
        // Pings are not answered; heartbeats show the page that the connection is alive.
        .setHeartbeatInterval(HEARTBEAT_MILLIS)
        .setInsertJSESSIONID(false)
        .addDisabledTransport("EVENT_SOURCE")
        .addDisabledTransport("HTML_FILE")
        .addDisabledTransport("JSON_P");
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

  private void enter(LiveClient client) {
    if (client.begin(() -> leave(client)) && !admit(client)) {
      client.close(GO_AWAY, "Go away!");
    }
  }

  private boolean admit(LiveClient client) {
    ClientAddress address = proxies.client(client.request());
    if (!places.take(address)) {
      meters.refused();
      LOG.warn(
          "a live connection of {} was refused, {} are open; see web-ui.max-sockets and"
              + " http.max-connections-per-address",
          address.text(),
          places.open());
      return false;
    }
    open.put(client, address);
    return true;
  }

  /**
   * Sends heartbeats, and closes connections whose clients send no pings.
   *
   * @return the id of the timer
   */
  long watchPings() {
    return vertx.setPeriodic(HEARTBEAT_MILLIS, t -> open.keySet().forEach(this::watch));
  }

  private void watch(LiveClient client) {
    if (client.isSilent(settings.pingTimeout())) {
      meters.idle();
      client.close(SESSION_EXPIRED, "Session expired");
    } else {
      client.beat();
    }
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
    for (LiveClient client : open.keySet()) {
      if (!surface.isAllowed(client.request(), Scope.READ)) {
        meters.denied();
        client.close(DENIED, "the key or token is no longer valid");
      }
    }
  }

  /** How many clients read more slowly than updates are sent to them. */
  private static long slow(Map<LiveClient, ?> clients) {
    return clients.keySet().stream().filter(LiveClient::isSlow).count();
  }

  private void leave(LiveClient client) {
    ClientAddress address = open.remove(client);
    if (address != null) {
      places.free(address);
    }
  }
}
