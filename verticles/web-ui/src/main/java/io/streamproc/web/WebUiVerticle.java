package io.streamproc.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.streamproc.core.Names;
import io.streamproc.core.api.ApiDescription;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.http.AccessRule;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Listen;
import io.streamproc.core.http.Problem;
import io.streamproc.core.http.ServerSpec;
import io.streamproc.core.http.address.TrustedProxies;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.web.pipeline.KnownRole;
import io.streamproc.web.pipeline.Pipeline;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page, {@code GET /api/series}, the live bridge at {@code /eventbus}, the stream of
 * live updates, and what the page needs about dead letters. It stores no data: requests go to the
 * aggregators and auditors over the event bus, and live updates are forwarded.
 */
public final class WebUiVerticle extends RoleVerticle<WebUiSettings> {
  private static final Logger LOG = LoggerFactory.getLogger(WebUiVerticle.class);
  static final String PART = "web-ui";

  private HttpServer server;
  private UpdateStreams streams;
  private Supplier<Figures> figures = () -> Figures.NONE;

  /** Used when the verticle is started by class name. */
  public WebUiVerticle() {
    super(WebUiSettings::read);
  }

  public WebUiVerticle(WebUiSettings settings, RoleContext role) {
    super(settings, role);
  }

  @Override
  protected Future<?> start(WebUiSettings settings, RoleContext role) {
    Health.Part ready = open.addPart(role.health(), PART);
    Aggregators aggregators = new Aggregators(vertx, settings.queryTimeout());
    ServerSpec spec =
        new ServerSpec(
            PART,
            settings.http(),
            settings.host(),
            AccessRule.everyone(),
            true,
            !settings.embedOrigins().isEmpty());
    return HttpSurface.open(vertx, spec, role.metrics(), role.clock())
        .compose(surface -> open.unlessClosed(() -> serve(settings, surface, aggregators, role)))
        .compose(v -> open.unlessClosed(() -> listen(settings)))
        .compose(v -> open.unlessClosed(() -> watch(aggregators, role)))
        .onSuccess(v -> ready.ready());
  }

  private Future<?> serve(
      WebUiSettings settings, HttpSurface surface, Aggregators aggregators, RoleContext role) {
    LiveMeters meters = new LiveMeters(role.metrics(), role.clock());
    LiveBridge bridge =
        new LiveBridge(vertx, settings, surface, meters, role.tracing().tracer(PART));
    StreamMeters streamMeters = new StreamMeters(role.metrics());
    streams = new UpdateStreams(surface, bridge.places(), streamMeters);
    SeriesApi series = new SeriesApi(aggregators, role);
    Pipeline pipeline = new Pipeline(KnownRole.all(), role.clock());
    figures =
        () ->
            meters
                .figures(streamMeters)
                .total(Figures.QUERIES_FAILED, series.failures())
                .gauge(Figures.CONNECTIONS, bridge.places().open());
    StreamApi live =
        new StreamApi(
            streams,
            new MissedUpdates(vertx, aggregators, role.clock()),
            new TrustedProxies(settings.http().proxies()),
            role.clock());
    PipelineApi state = new PipelineApi(pipeline, role.metrics());
    SubmittedEvents submitted = new SubmittedEvents(role.clock());
    EventsApi events = new EventsApi(vertx, surface, submitted, role.metrics());
    ProducerApi producer = new ProducerApi(vertx, surface, role.metrics());
    DeskApi desk = new DeskApi(surface, new Auditors(vertx, settings), role);
    List<Consumer<Router>> changes =
        List.of(events::mountSubmit, producer::mountChange, desk::mountReplay);
    List<Consumer<Router>> data =
        List.of(
            bridge::mount,
            series::mount,
            live::mount,
            state::mount,
            events::mount,
            producer::mount,
            desk::mount);
    Router router = router(settings, surface, changes, data, role);
    server = surface.server(vertx, options(settings), router);
    open.addTimer(vertx, bridge.watchCallers());
    open.addTimer(vertx, bridge.watchPings());
    return Future.all(
        aggregators.subscribe(open),
        open.addSubscription(bridge.subscribe()),
        open.addSubscription(vertx.eventBus().consumer(Names.BUS_STORED, submitted::heard)),
        new PipelineFeed(pipeline, bridge).start(vertx, open),
        streams.subscribe(vertx, open));
  }

  @Override
  protected Figures figures() {
    return figures.get();
  }

  private Future<HttpServer> listen(WebUiSettings settings) {
    Future<HttpServer> bound =
        Listen.on(server, settings.host(), settings.port(), PART + ".port")
            .onSuccess(
                s ->
                    LOG.info(
                        "the page is at {}/",
                        settings.http().url(settings.host(), s.actualPort())));
    Future<HttpServer> opened = open.addWhenOpen(bound, HttpServer::close);
    open.add(streams, UpdateStreams::close); // before the server closes their connections
    return opened;
  }

  /** Reports whether an aggregator is present. Without one the page is served, but has no data. */
  private Future<Void> watch(Aggregators aggregators, RoleContext role) {
    Health.Part part = open.addReportedPart(role.health(), PART + "-aggregator");
    long timer =
        vertx.setPeriodic(
            0,
            Presence.INTERVAL.toMillis(),
            t -> {
              if (aggregators.isAnyPresent()) {
                part.ready();
              } else {
                part.notReady("no aggregator has announced itself");
              }
            });
    open.addTimer(vertx, timer);
    return Future.succeededFuture();
  }

  /** The bound port, for tests with port 0. */
  public int port() {
    return server.actualPort();
  }

  private static HttpServerOptions options(WebUiSettings settings) {
    return new HttpServerOptions()
        .setCompressionSupported(true)
        .setMaxWebSocketFrameSize(LiveBridge.MAX_MESSAGE)
        .setMaxWebSocketMessageSize(LiveBridge.MAX_MESSAGE)
        // Disconnects a client that has stopped reading.
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setWriteIdleTimeout((int) settings.stallTimeout().toMillis());
  }

  /**
   * @param changes mount what needs another scope than read, and checks it
   * @param data mount what needs the scope read
   */
  private Router router(
      WebUiSettings settings,
      HttpSurface surface,
      List<Consumer<Router>> changes,
      List<Consumer<Router>> data,
      RoleContext role) {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(new SecurityHeaders(settings.embedOrigins()))
        .failureHandler(WebUiVerticle::failed);
    changes.forEach(part -> part.accept(router));
    // Everyone gets the page itself, which asks for a key; only the data needs one.
    Handler<RoutingContext> reader =
        ctx -> surface.authorize(ctx.request(), Scope.READ, (request, caller) -> ctx.next());
    router.route("/api/*").handler(reader);
    router.route(LiveBridge.PATH).handler(reader);
    new Login(surface, settings).mount(router);
    data.forEach(part -> part.accept(router));
    router.route("/api/*").handler(WebUiVerticle::noSuchResource);
    ApiDescription description = new ApiDescription();
    router.route(ApiDescription.PATH).handler(ctx -> description.send(ctx.request()));
    router
        .route()
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(new RequestMeters(role.metrics(), "page"))
        .handler(new StaticFiles(vertx, getClass().getClassLoader()));
    router.route().handler(ctx -> methodNotAllowed(ctx, "GET, HEAD"));
    return router;
  }

  /** Prevents the router from logging client errors. */
  private static void failed(RoutingContext ctx) {
    Throwable cause = ctx.failure();
    int status = cause instanceof HttpException e ? e.getStatusCode() : ctx.statusCode();
    boolean ours = status < 400 || status >= 500;
    if (ours && !ctx.response().closed()) {
      LOG.error("request failed", cause);
    }
    String detail = ours ? "the request could not be answered" : "the request was refused";
    String title = HttpResponseStatus.valueOf(ours ? 500 : status).reasonPhrase();
    new Problem(ours ? 500 : status, title, detail).send(ctx.request());
  }

  private static void noSuchResource(RoutingContext ctx) {
    new Problem(404, "No such resource", "there is no " + ctx.normalizedPath() + " here")
        .send(ctx.request());
  }

  /** Answers 405 with the allowed methods. */
  static void methodNotAllowed(RoutingContext ctx, String allowed) {
    ctx.response().putHeader("Allow", allowed);
    new Problem(
            405,
            "Method not allowed",
            ctx.request().method() + " is not served at " + ctx.normalizedPath())
        .send(ctx.request());
  }
}
