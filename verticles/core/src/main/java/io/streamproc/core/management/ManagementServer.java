package io.streamproc.core.management;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Listen;
import io.streamproc.core.settings.Hosts;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /health/live} (200 while the event loop answers), {@code /health/ready} (200 or 503
 * with the reasons, and in either what is lacking without being required) and {@code /metrics}
 * (Prometheus text), apart from the roles' own ports.
 */
public final class ManagementServer extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

  private final ManagementSettings settings;
  private final Health health;
  private final PrometheusMeterRegistry metrics;
  private HttpServer server;

  public ManagementServer(
      ManagementSettings settings, Health health, PrometheusMeterRegistry metrics) {
    this.settings = settings;
    this.health = health;
    this.metrics = metrics;
    health.bindTo(metrics);
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout((int) settings.http().idleTimeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    HttpSurface surface = new HttpSurface("management", settings.http(), settings.host(), metrics);
    server = surface.server(vertx, options, this::handle);
    return Listen.on(server, settings.host(), settings.port(), "management.port")
        .onSuccess(
            s -> LOG.info("health and metrics: {}", Hosts.url(settings.host(), s.actualPort())));
  }

  /** The port that is bound, for tests that asked for 0. */
  public int port() {
    return server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    switch (request.path()) {
      case "/health/live" -> answer(request, 200, new JsonObject().put("status", "UP"));
      case "/health/ready" ->
          health
              .readiness()
              .onSuccess(now -> answer(request, now.ready() ? 200 : 503, now.body()))
              .onFailure(e -> answer(request, 503, new JsonObject().put("status", "DOWN")));
      case "/metrics" ->
          request
              .response()
              .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
              .end(metrics.scrape());
      default -> request.response().setStatusCode(404).end();
    }
  }

  private static void answer(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.toBuffer());
  }
}
