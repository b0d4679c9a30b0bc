package io.streamproc.api;

import io.streamproc.core.http.Listen;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/** The ingest's HTTP server on one event loop; several of them share the port. */
final class IngestServer extends VerticleBase {
  private final EventApiSettings settings;
  private final Ingest ingest;
  private final ApiMetrics metrics;
  private HttpServer server;

  IngestServer(EventApiSettings settings, Ingest ingest, ApiMetrics metrics) {
    this.settings = settings;
    this.ingest = ingest;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout((int) settings.idleTimeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setHttp2ClearTextEnabled(false);
    IngestHandler handler =
        new IngestHandler(vertx, settings.maxBody(), settings.bodyTimeout(), ingest, metrics);
    server = vertx.createHttpServer(options).requestHandler(handler::handle);
    return Listen.on(server, settings.host(), settings.port(), "event-api.port");
  }

  /** The port that is bound. */
  int port() {
    return server.actualPort();
  }

  /** No new connections; requests that are being served get their answer first. */
  @Override
  public Future<?> stop() {
    long grace = settings.ackTimeout().toMillis() + 1_000;
    return server.shutdown(grace, TimeUnit.MILLISECONDS);
  }
}
