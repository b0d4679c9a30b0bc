package io.streamproc.core.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.streamproc.core.Names;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.SocketAddress;

/**
 * The protection of an HTTP server before a request reaches its handler. All HTTP servers are made
 * here, so that all have the same protection: connections are limited in total and for each
 * address, and have timeouts; ambiguous requests and requests of foreign pages ({@link
 * AccessPolicy}) are refused; faults of clients are counted ({@link ClientFaults}). May be used by
 * several event loops, which then share the limits.
 */
public final class HttpSurface {
  private static final String EXPOSED = "Retry-After, " + Names.HEADER_IDEMPOTENCY_REPLAYED;
  private static final String PREFLIGHT_SECONDS = "600";

  private final HttpSettings settings;
  private final AccessPolicy policy;
  private final Places places;
  private final ClientFaults faults;

  /**
   * @param name of the server, for metrics, logs and messages: {@code web-ui}
   * @param host the address or name that it binds
   */
  public HttpSurface(String name, HttpSettings settings, String host, MeterRegistry metrics) {
    this.settings = settings;
    policy = new AccessPolicy(settings, host);
    places = new Places(settings.maxConnections(), settings.maxConnectionsPerAddress());
    faults = new ClientFaults(name, metrics, System::nanoTime);
    Gauge.builder("streamproc.http.connections", places, Places::open)
        .description("open connections of an HTTP server")
        .tag("server", name)
        .register(metrics);
  }

  /**
   * A server for requests without bodies, or with bodies of a few kilobytes. A body must come
   * within the timeout of a head.
   *
   * @param options of the server; HTTP/2 and WebSocket compression are switched off in them, as
   *     both let a few bytes use much memory
   */
  public HttpServer server(
      Vertx vertx, HttpServerOptions options, Handler<HttpServerRequest> handler) {
    return server(vertx, options, handler, false, connection -> {});
  }

  /**
   * A server whose handler enforces the timeout of a body itself.
   *
   * @param opened called for each accepted connection
   */
  public HttpServer bodyServer(
      Vertx vertx,
      HttpServerOptions options,
      Handler<HttpServerRequest> handler,
      Handler<HttpConnection> opened) {
    return server(vertx, options, handler, true, opened);
  }

  private HttpServer server(
      Vertx vertx,
      HttpServerOptions options,
      Handler<HttpServerRequest> handler,
      boolean readsBodies,
      Handler<HttpConnection> opened) {
    HttpServerOptions strict =
        new HttpServerOptions(options)
            .setHttp2ClearTextEnabled(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false);
    return vertx
        .createHttpServer(strict)
        .connectionHandler(
            connection -> {
              if (admit((HttpServerConnection) connection, strict, readsBodies)) {
                opened.handle(connection);
              }
            })
        .invalidRequestHandler(this::refuseHead)
        .requestHandler(request -> judge(request, handler));
  }

  /** Depends on the handlers in Vert.x's pipeline; a test fails if a version changes them. */
  private boolean admit(
      HttpServerConnection connection, HttpServerOptions options, boolean readsBodies) {
    SocketAddress client = connection.remoteAddress();
    ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
    if (!places.take(client)) {
      refuseConnection(client, pipeline);
      return false;
    }
    pipeline.channel().closeFuture().addListener(closed -> places.free(client));
    StrictRequestDecoder decoder = new StrictRequestDecoder(options);
    pipeline.replace("httpDecoder", "httpDecoder", decoder);
    pipeline.addBefore(
        "handler", "guard", new ConnectionGuard(decoder, settings, readsBodies, faults, client));
    return true;
  }

  private void refuseConnection(SocketAddress client, ChannelPipeline pipeline) {
    String detail =
        "see http.max-connections and http.max-connections-per-address, " + places.open() + " open";
    faults.note(ClientFault.TOO_MANY_CONNECTIONS, client, detail);
    Problem problem = new Problem(503, ClientFault.TOO_MANY_CONNECTIONS.title(), detail);
    pipeline
        .firstContext()
        .writeAndFlush(RawProblem.of(pipeline.channel().alloc(), problem))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private void refuseHead(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    ClientFault fault = ClientFault.MALFORMED_HEAD;
    int status = 400;
    if (cause instanceof PrematureChannelClosureException) {
      faults.note(ClientFault.RESET, request.remoteAddress(), cause.getMessage());
      return; // the client has gone
    }
    if (cause instanceof BadHeadException e) {
      fault = e.fault();
    } else if (cause instanceof TooLongHttpLineException) {
      fault = ClientFault.TOO_LONG;
      status = 414;
    } else if (cause instanceof TooLongHttpHeaderException) {
      fault = ClientFault.TOO_LONG;
      status = 431;
    }
    String detail = String.valueOf(cause.getMessage());
    faults.note(fault, request.remoteAddress(), detail);
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    new Problem(status, fault.title(), detail).send(request.response()); // the guard then closes
  }

  private void judge(HttpServerRequest request, Handler<HttpServerRequest> handler) {
    switch (policy.judge(parts(request))) {
      case OWN -> handler.handle(request);
      case ALLOWED_ORIGIN -> share(request, handler);
      case FOREIGN_HOST ->
          refuse(
              request,
              421,
              ClientFault.FOREIGN_HOST,
              request.getHeader(HttpHeaders.HOST)
                  + " is none of the names of this server; see http.hosts");
      case FOREIGN_ORIGIN ->
          refuse(
              request,
              403,
              ClientFault.FOREIGN_ORIGIN,
              origin(request) + " may not use this server; see http.origins");
    }
  }

  private static AccessPolicy.Request parts(HttpServerRequest request) {
    return new AccessPolicy.Request(
        request.method().name(),
        request.getHeader(HttpHeaders.HOST),
        request.getHeader(HttpHeaders.ORIGIN),
        request.getHeader("Sec-Fetch-Site"),
        request.getHeader("Sec-Fetch-Mode"),
        request.getHeader("Sec-Fetch-Dest"));
  }

  private static String origin(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null ? "a page of another site" : "a page of " + origin;
  }

  private void refuse(HttpServerRequest request, int status, ClientFault fault, String detail) {
    faults.note(fault, request.remoteAddress(), detail);
    Problem problem = new Problem(status, fault.title(), detail);
    if (request.method() == HttpMethod.HEAD) {
      request.response().setStatusCode(status).end();
    } else {
      problem.send(request.response());
    }
  }

  /** Cross-origin resource sharing (WHATWG Fetch, 3.2): the page may ask, and read the answer. */
  private static void share(HttpServerRequest request, Handler<HttpServerRequest> handler) {
    HttpServerResponse response = request.response();
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, request.getHeader(HttpHeaders.ORIGIN))
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
        .putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    String method = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    if (request.method() != HttpMethod.OPTIONS || method == null) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
      handler.handle(request);
      return;
    }
    String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    if (headers != null) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
    }
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, method)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
        .setStatusCode(204)
        .end();
  }
}
