package io.streamproc.core.management;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.DateFormatter;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Listen;
import io.streamproc.core.http.ServerSpec;
import io.streamproc.core.log.ProcessLog;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /health/live} (200 while the event loop answers), {@code /health/ready} (200 or 503
 * with the reasons, both with the informational parts that are not ready) and {@code /metrics}
 * (Prometheus text), on a separate port from the roles'. If authentication is on, {@code
 * /health/live} and {@code /health/ready} are for everyone but give no reasons; {@code /health}
 * does, and needs the scope {@code read} as {@code /metrics} does. {@code /log} lists the levels of
 * loggers, and changes them for callers with the scope {@code admin}.
 */
public final class ManagementServer extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final ManagementSettings settings;
  private final Health health;
  private final PrometheusMeterRegistry metrics;
  private final Clock clock;
  private final LogEndpoint log = new LogEndpoint(ProcessLog.find());
  private HttpServer server;

  public ManagementServer(
      ManagementSettings settings, Health health, PrometheusMeterRegistry metrics, Clock clock) {
    this.clock = clock;
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
    ServerSpec spec =
        new ServerSpec("management", settings.http(), settings.host(), ManagementServer::scope);
    return HttpSurface.open(vertx, spec, metrics, clock)
        .compose(
            surface -> {
              server = surface.server(vertx, options, this::handle);
              return Listen.on(server, settings.host(), settings.port(), "management.port");
            })
        .onSuccess(
            s ->
                LOG.info(
                    "health and metrics: {}",
                    settings.http().url(settings.host(), s.actualPort())));
  }

  /** The bound port, for tests with port 0. */
  public int port() {
    return server.actualPort();
  }

  /** Probes have no keys. */
  private static Optional<Scope> scope(HttpServerRequest request) {
    if (request.path().startsWith("/health/")) {
      return Optional.empty();
    }
    boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    return Optional.of(reads ? Scope.READ : Scope.ADMIN);
  }

  private void handle(HttpServerRequest request) {
    switch (request.path()) {
      case "/health/live" -> answer(request, 200, new JsonObject().put("status", "UP"));
      case "/health/ready" -> readiness(request, !settings.http().auth().isOn());
      case "/health" -> readiness(request, true);
      case "/metrics" -> metrics(request);
      case LogEndpoint.PATH -> log.handle(request);
      default -> request.response().setStatusCode(404).end();
    }
  }

  /** In the format of OpenMetrics, which has exemplars, if the client accepts it. */
  private void metrics(HttpServerRequest request) {
    if (!settings.metrics()) {
      request.response().setStatusCode(404).end("management.metrics is false\n");
      return;
    }
    String accepted = request.getHeader(HttpHeaders.ACCEPT);
    boolean open = accepted != null && accepted.contains("application/openmetrics-text");
    String type = open ? OPEN_METRICS : TEXT;
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(metrics.scrape(type));
  }

  /**
   * @param reasons whether to tell them; they name servers
   */
  private void readiness(HttpServerRequest request, boolean reasons) {
    health
        .readiness()
        .map(now -> reasons ? now.body() : status(now.ready()))
        .otherwise(status(false))
        .onSuccess(
            body -> answer(request, "UP".equals(body.getString("status")) ? 200 : 503, body));
  }

  private static JsonObject status(boolean up) {
    return new JsonObject().put("status", up ? "UP" : "DOWN");
  }

  private void answer(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.DATE, DateFormatter.format(Date.from(clock.instant())))
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.toBuffer());
  }
}
