package io.streamproc.core.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.streamproc.core.auth.Authenticator;
import io.streamproc.core.auth.Caller;
import io.streamproc.core.auth.DeniedException;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.http.address.TrustedProxies;
import io.streamproc.core.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The protection of an HTTP server before a request reaches its handler. All HTTP servers are made
 * here, so that all have the same protection: connections are limited in total and for each
 * address, and have timeouts; ambiguous requests and requests of foreign pages ({@link
 * AccessPolicy}) are refused; client errors are counted ({@link ClientFaults}). Can be used by
 * several event loops, which then share the limits.
 */
public final class HttpSurface {
  /** Meter of the time at which a server's certificate expires, a {@link TimeGauge} in seconds. */
  public static final String CERTIFICATE_EXPIRY = "streamproc.http.certificate.expiry.timestamp";

  private static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("sec-fetch-site");
  private static final CharSequence FETCH_MODE = HttpHeaders.createOptimized("sec-fetch-mode");
  private static final CharSequence FETCH_DEST = HttpHeaders.createOptimized("sec-fetch-dest");

  private final HttpSettings settings;
  private final AccessPolicy policy;
  private final RequestAccess access;
  private final AccessRule rule;
  private final ServerTls tls;
  private final RequestRate rate;
  private final ClientFaults faults;
  private final ConnectionGate gate;
  private final OpenStreams streams;
  private final Refusals refusals;

  private HttpSurface(ServerSpec spec, Authenticator users, ServerTls tls, MeterRegistry metrics) {
    settings = spec.settings();
    policy = new AccessPolicy(settings, spec.host(), spec.framed());
    String cookie = spec.cookie() ? new SessionCookie(settings).name() : "";
    access = new RequestAccess(users, cookie);
    rule = spec.rule();
    this.tls = tls;
    TrustedProxies proxies = new TrustedProxies(settings.proxies());
    rate = new RequestRate(settings.rate(), proxies);
    faults = new ClientFaults(spec.name(), metrics, System::nanoTime);
    gate = new ConnectionGate(settings, proxies, rate, faults);
    streams = new OpenStreams(settings, proxies);
    refusals = new Refusals(faults, gate::isOneClient);
    Gauge.builder("streamproc.http.connections", gate, ConnectionGate::open)
        .description("open connections of an HTTP server")
        .tag("server", spec.name())
        .register(metrics);
    Gauge.builder("streamproc.http.connections.limit", settings::maxConnections)
        .description("connections that an HTTP server may have open, http.max-connections")
        .tag("server", spec.name())
        .register(metrics);
    if (tls.isOn()) {
      TimeGauge.builder(
              CERTIFICATE_EXPIRY, tls, TimeUnit.SECONDS, now -> now.expires().getEpochSecond())
          .description("when the certificate of an HTTP server expires, Unix time")
          .tag("server", spec.name())
          .register(metrics);
    }
  }

  /**
   * Reads certificate and keys, and follows their changes for as long as the calling verticle is
   * deployed.
   *
   * @param clock the time of day, by which keys expire
   * @return fails, naming the file, if one of them can't be read, and if strangers can reach the
   *     server's address and nothing protects it
   */
  public static Future<HttpSurface> open(
      Vertx vertx, ServerSpec spec, MeterRegistry metrics, Clock clock) {
    HttpSettings settings = spec.settings();
    Optional<String> problem = settings.auth().problem(spec.host(), settings.tls().isOn());
    if (problem.isPresent()) {
      return Future.failedFuture(
          new SettingsException(List.of(spec.name() + ": " + problem.get())));
    }
    return Future.all(
            Authenticator.open(vertx, settings.auth(), clock),
            ServerTls.open(vertx, settings.tls(), clock))
        .map(both -> new HttpSurface(spec, both.resultAt(0), both.resultAt(1), metrics));
  }

  /**
   * A server for requests without bodies, or with bodies of a few kilobytes. A body must arrive
   * within the timeout of a head.
   *
   * @param options the server's options; HTTP/2 and WebSocket compression are disabled in them,
   *     because with both a few bytes can use much memory
   */
  public HttpServer server(
      Vertx vertx, HttpServerOptions options, Handler<HttpServerRequest> handler) {
    return server(
        vertx, options, (request, caller) -> handler.handle(request), false, connection -> {});
  }

  /**
   * A server whose handler enforces the timeout of a body itself.
   *
   * @param opened called for each accepted connection
   */
  public HttpServer bodyServer(
      Vertx vertx,
      HttpServerOptions options,
      RequestHandler handler,
      Handler<HttpConnection> opened) {
    return server(vertx, options, handler, true, opened);
  }

  private HttpServer server(
      Vertx vertx,
      HttpServerOptions options,
      RequestHandler handler,
      boolean readsBodies,
      Handler<HttpConnection> opened) {
    HttpServerOptions strict =
        tls.options(
                new HttpServerOptions(options),
                settings.headTimeout(),
                channel -> gate.admitHandshake(channel, readsBodies))
            .setHttp2ClearTextEnabled(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false);
    HttpServer server = vertx.createHttpServer(strict);
    tls.follow(server);
    return server
        .connectionHandler(
            connection -> {
              HttpServerConnection accepted = (HttpServerConnection) connection;
              if (tls.isOn() || gate.admit(accepted)) {
                gate.guard(accepted, strict, readsBodies);
                connection.exceptionHandler(e -> connectionFailed(e, connection.remoteAddress()));
                opened.handle(connection);
              }
            })
        .exceptionHandler(e -> connectionFailed(e, null))
        .invalidRequestHandler(refusals::badHead)
        .requestHandler(request -> judge(request, handler));
  }

  /**
   * @param client null if the connection was not accepted yet
   */
  private void connectionFailed(Throwable e, SocketAddress client) {
    ClientFault fault = ClientFault.HANDSHAKE;
    if (e instanceof Http2Exception http2) {
      fault = ClientFault.HTTP2_PROTOCOL;
      if (http2.error() == Http2Error.ENHANCE_YOUR_CALM && client != null) {
        gate.penalize(client);
      }
    } else if (e instanceof ClosedChannelException) {
      fault = ClientFault.RESET;
    }
    faults.note(fault, client, String.valueOf(e.getMessage()));
  }

  private void judge(HttpServerRequest request, RequestHandler handler) {
    if (request.version() == HttpVersion.HTTP_2) {
      if (!streams.admit(request)) {
        refusals.tooManyStreams(request);
        return;
      }
      if (!HeadRules.isClear(request)) {
        refusals.unclear(request);
        return;
      }
    }
    RateLimiter.Left left = rate.ofAddress(request);
    if (!left.isAny()) {
      refusals.tooMany(request, left);
      return;
    }
    AccessPolicy.Request parts = parts(request);
    switch (policy.judge(parts)) {
      case OWN -> authorize(request, handler);
      case ALLOWED_ORIGIN -> {
        if (!CrossOrigin.share(request)) {
          authorize(request, handler);
        }
      }
      case FOREIGN_HOST -> refusals.foreignHost(request, parts.host());
      case FOREIGN_ORIGIN -> refusals.foreignOrigin(request);
    }
  }

  private void authorize(HttpServerRequest request, RequestHandler handler) {
    Optional<Scope> needed = rule.scope(request);
    if (needed.isPresent()) {
      authorize(request, needed.get(), handler);
    } else {
      handler.handle(request, Caller.ANYONE);
    }
  }

  /**
   * Passes a request on if its caller has the scope, and refuses it otherwise. For a router, whose
   * routes need different scopes: only the router knows to which route a path leads.
   */
  public void authorize(HttpServerRequest request, Scope needed, RequestHandler handler) {
    Caller caller;
    try {
      caller = access.authorize(request, needed);
    } catch (DeniedException e) {
      refusals.denied(request, e);
      return;
    }
    RateLimiter.Left left = rate.ofKey(request, caller);
    if (left.isAny()) {
      handler.handle(request, caller);
    } else {
      refusals.tooMany(request, left);
    }
  }

  /** The key or token that a request carries; null if it has none or authentication is off. */
  public String credentials(HttpServerRequest request) {
    return settings.auth().isOn() ? access.credentials(request) : null;
  }

  /** Whether a client reads more slowly than the server writes. Any thread may call this. */
  public static boolean isSlow(HttpServerRequest request) {
    return isSlow(channel(request));
  }

  /** Whether a client reads more slowly than the server writes. Any thread may call this. */
  public static boolean isSlow(Channel channel) {
    return channel.isActive() && !channel.isWritable();
  }

  /**
   * The channel of a request's connection, for what Vert.x has no method for. A WebSocket keeps it.
   */
  public static Channel channel(HttpServerRequest request) {
    return ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
  }

  /** Whether the caller of a request still has the scope, for responses that take long. */
  public boolean isAllowed(HttpServerRequest request, Scope needed) {
    try {
      access.authorize(request, needed);
      return true;
    } catch (DeniedException e) {
      return false;
    }
  }

  private static AccessPolicy.Request parts(HttpServerRequest request) {
    return new AccessPolicy.Request(
        request.method().name(),
        host(request),
        request.getHeader(HttpHeaders.ORIGIN),
        request.getHeader(FETCH_SITE),
        request.getHeader(FETCH_MODE),
        request.getHeader(FETCH_DEST));
  }

  private static String host(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      return request.getHeader(HttpHeaders.HOST);
    }
    HostAndPort authority = request.authority();
    return authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port();
  }
}
