package io.streamproc.api;

import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Listen;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/** The ingest's HTTP server on one event loop; several of them share the port. */
final class IngestServer extends VerticleBase {
  private final EventApiSettings settings;
  private final HttpSurface surface;
  private final Ingest ingest;
  private final KafkaLink link;
  private final ApiMetrics metrics;
  private final Connections connections = new Connections();
  private HttpServer server;

  /**
   * @param surface the same for all of them
   */
  IngestServer(
      EventApiSettings settings,
      HttpSurface surface,
      Ingest ingest,
      KafkaLink link,
      ApiMetrics metrics) {
    this.settings = settings;
    this.surface = surface;
    this.ingest = ingest;
    this.link = link;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout((int) settings.idleTimeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    IngestHandler handler =
        new IngestHandler(
            vertx, settings.maxBody(), settings.bodyTimeout(), ingest, metrics, link::isDraining);
    server = surface.bodyServer(vertx, options, handler::handle, connections::opened);
    return Listen.on(server, settings.host(), settings.port(), "event-api.port");
  }

  /** The port that is bound. */
  int port() {
    return server.actualPort();
  }

  /**
   * Not ready any more, so that nobody new is sent here; those who are connected are asked to go
   * with their next answer, and are given time to. Then no connection is taken any more, and
   * requests that are being served get their answer first.
   */
  @Override
  public Future<?> stop() {
    link.drain();
    return connections
        .gone()
        .timeout(Math.max(1, settings.drainTime().toMillis()), TimeUnit.MILLISECONDS)
        .otherwiseEmpty() // whoever has nothing to send does not learn of it
        .compose(v -> shutDown());
  }

  private Future<Void> shutDown() {
    long grace = settings.ackTimeout().toMillis() + 1_000;
    return server.shutdown(grace, TimeUnit.MILLISECONDS);
  }
}
