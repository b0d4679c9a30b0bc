package io.streamproc.api;

import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Listen;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The ingest's HTTP server on one event loop; several of them share the port. */
final class IngestServer extends VerticleBase {
  /** Longest drain while requests keep arriving, as a multiple of the drain time. */
  private static final int LONGEST_DRAIN = 5;

  private final EventApiSettings settings;
  private final HttpSurface surface;
  private final Function<BodyWatch, IngestHandler> handlers;
  private final Drain drain;
  private final Connections connections = new Connections();
  private HttpServer server;

  /**
   * @param surface shared by all of them
   * @param handlers make the handler of this event loop
   */
  IngestServer(
      EventApiSettings settings,
      HttpSurface surface,
      Function<BodyWatch, IngestHandler> handlers,
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
    BodyWatch watch = new BodyWatch(settings.bodyLimits());
    vertx.setPeriodic(BodyWatch.PERIOD_MILLIS, t -> watch.look(System.nanoTime()));
    IngestHandler handler = handlers.apply(watch);
    server =
        surface.bodyServer(
            vertx,
            options,
            request -> {
              connections.used();
              handler.handle(request);
            },
            connections::opened);
    return Listen.on(server, settings.host(), settings.port(), "event-api.port");
  }

  /** The port that is bound. */
  int port() {
    return server.actualPort();
  }

  /**
   * First readiness is false, so that no new clients are sent here, and the next answer tells each
   * connected client to close its connection, with some time to do so. Then the port is closed, and
   * requests in flight get their answer.
   */
  @Override
  public Future<?> stop() {
    Duration quiet = settings.drainTime();
    Promise<Void> begun = Promise.promise();
    // Several servers share the drain; each continues on its own context, whose timers end with it.
    drain.begin().onComplete(done -> context.runOnContext(v -> begun.complete()));
    return begun
        .future()
        .compose(v -> connections.gone(vertx, quiet, quiet.multipliedBy(LONGEST_DRAIN)))
        .compose(v -> shutDown());
  }

  private Future<Void> shutDown() {
    long grace = settings.ackTimeout().toMillis() + 1_000;
    return server.shutdown(grace, TimeUnit.MILLISECONDS);
  }
}
