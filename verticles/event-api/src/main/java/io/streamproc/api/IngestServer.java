package io.streamproc.api;

import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Listen;
import io.streamproc.core.http.RequestHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The HTTP server of the ingest on one event loop; several of them share the port. */
final class IngestServer extends VerticleBase {
  /** Longest drain while requests keep arriving, as a multiple of the drain time. */
  private static final int LONGEST_DRAIN = 5;

  private final EventApiSettings settings;
  private final HttpSurface surface;
  private final Function<BodyWatch, RequestHandler> handlers;
  private final Drain drain;
  private final OpenConnections connections = new OpenConnections();
  private HttpServer server;

  /**
   * @param surface shared by all servers
   * @param handlers creates the handler of this event loop
   */
  IngestServer(
      EventApiSettings settings,
      HttpSurface surface,
      Function<BodyWatch, RequestHandler> handlers,
      Drain drain) {
    this.settings = settings;
    this.surface = surface;
    this.handlers = handlers;
    this.drain = drain;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout((int) settings.idleTimeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    BodyWatch watch = new BodyWatch(settings.body());
    vertx.setPeriodic(BodyWatch.PERIOD_MILLIS, t -> watch.checkTimeouts(System.nanoTime()));
    RequestHandler handler = handlers.apply(watch);
    server =
        surface.bodyServer(
            vertx,
            options,
            (request, caller) -> {
              connections.used();
              handler.handle(request, caller);
            },
            connections::opened);
    return Listen.on(server, settings.host(), settings.port(), "event-api.port");
  }

  /** Returns the bound port. */
  int port() {
    return server.actualPort();
  }

  /**
   * First sets readiness to false, so that no new clients are sent here, and tells each connected
   * client in its next response to close its connection, with some time to do so. Then closes the
   * port and answers the requests in flight.
   */
  @Override
  public Future<?> stop() {
    Duration quiet = settings.drainTime();
    Promise<Void> begun = Promise.promise();
    // Several servers share the drain; each continues on its own context, whose timers end with it.
    drain.begin().onComplete(done -> context.runOnContext(v -> begun.complete()));
    return begun
        .future()
        .compose(v -> connections.awaitClosed(vertx, quiet, quiet.multipliedBy(LONGEST_DRAIN)))
        .compose(v -> shutDown());
  }

  private Future<Void> shutDown() {
    long grace = settings.ackTimeout().toMillis() + 1_000;
    return server.shutdown(grace, TimeUnit.MILLISECONDS);
  }
}
