package io.streamproc.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Listen;
import io.streamproc.core.http.Problem;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.settings.Hosts;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page, {@code GET /api/series} and the live bridge at {@code /eventbus}. It holds no
 * data: queries go to the aggregators over the event bus, live updates pass through.
 */
public final class WebUiVerticle extends RoleVerticle<WebUiSettings> {
  private static final Logger LOG = LoggerFactory.getLogger(WebUiVerticle.class);
  private static final String PART = "web-ui";
  private static final String AGGREGATOR_PART = "web-ui-aggregator";

  private RoleContext role;
  private HttpServer server;
  private long watch = -1;

  /** For a start by class name. */
  public WebUiVerticle() {
    super(WebUiSettings::read);
  }

  public WebUiVerticle(WebUiSettings settings, RoleContext role) {
    super(settings, role);
  }

  @Override
  protected Future<?> start(WebUiSettings settings, RoleContext role) {
    this.role = role;
    Health.Part ready = role.health().part(PART);
    Aggregators aggregators = new Aggregators(vertx, settings.queryTimeout());
    LiveBridge bridge = new LiveBridge(vertx, settings, role.metrics());
    HttpSurface surface = new HttpSurface(PART, settings.http(), settings.host(), role.metrics());
    server = surface.server(vertx, options(settings), router(aggregators, bridge, role));
    return Future.all(aggregators.listen(), bridge.listen())
        .compose(v -> Listen.on(server, settings.host(), settings.port(), "web-ui.port"))
        .onSuccess(
            bound -> {
              ready.ready();
              watch(aggregators, role.health().reported(AGGREGATOR_PART));
              LOG.info("the page is at {}/", Hosts.url(settings.host(), bound.actualPort()));
            });
  }

  /** Without an aggregator the page is served all the same, and says what is missing. */
  private void watch(Aggregators aggregators, Health.Part part) {
    watch =
        vertx.setPeriodic(
            0,
            Presence.INTERVAL.toMillis(),
            t -> {
              if (aggregators.isAnyPresent()) {
                part.ready();
              } else {
                part.notReady("no aggregator is heard");
              }
            });
  }

  @Override
  public Future<?> stop() {
    if (role == null) {
      return Future.succeededFuture();
    }
    vertx.cancelTimer(watch);
    role.health().remove(PART);
    role.health().remove(AGGREGATOR_PART);
    return server.close();
  }

  /** The port that is bound, for tests that asked for 0. */
  public int port() {
    return server.actualPort();
  }

  private static HttpServerOptions options(WebUiSettings settings) {
    return new HttpServerOptions()
        .setCompressionSupported(true)
        .setMaxWebSocketFrameSize(LiveBridge.MAX_MESSAGE)
        .setMaxWebSocketMessageSize(LiveBridge.MAX_MESSAGE)
        // The bridge writes whether or not the client reads. Its updates are small and come once
        // per
        // tick; this timeout drops a client that has stopped reading.
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setWriteIdleTimeout((int) settings.stallTimeout().toMillis());
  }

  private Router router(Aggregators aggregators, LiveBridge bridge, RoleContext role) {
    Router router = Router.router(vertx);
    router.route().handler(SecurityHeaders::add).failureHandler(WebUiVerticle::failed);
    bridge.mount(router);
    new SeriesApi(aggregators, role).mount(router);
    router.route("/api/*").handler(WebUiVerticle::noSuchResource);
    router
        .route()
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(new StaticFiles(vertx, getClass().getClassLoader()));
    router.route().handler(ctx -> methodNotAllowed(ctx, "GET, HEAD"));
    return router;
  }

  /** Keeps the router from logging an error for a client's mistake. */
  private static void failed(RoutingContext ctx) {
    Throwable cause = ctx.failure();
    int status = cause instanceof HttpException e ? e.getStatusCode() : ctx.statusCode();
    boolean ours = status < 400 || status >= 500;
    if (ours && !ctx.response().closed()) {
      LOG.error("request failed", cause);
    }
    String detail = ours ? "the request could not be answered" : "the request was refused";
    String title = HttpResponseStatus.valueOf(ours ? 500 : status).reasonPhrase();
    new Problem(ours ? 500 : status, title, detail).send(ctx.response());
  }

  private static void noSuchResource(RoutingContext ctx) {
    new Problem(404, "No such resource", "there is no " + ctx.normalizedPath() + " here")
        .send(ctx.response());
  }

  /** Answers 405 with the methods there are. */
  static void methodNotAllowed(RoutingContext ctx, String allowed) {
    ctx.response().putHeader("Allow", allowed);
    new Problem(
            405,
            "Method not allowed",
            ctx.request().method() + " is not served at " + ctx.normalizedPath())
        .send(ctx.response());
  }
}
