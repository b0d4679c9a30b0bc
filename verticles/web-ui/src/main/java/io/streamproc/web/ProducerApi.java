package io.streamproc.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.streamproc.core.Names;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /api/producer}: what the producer generates, if there is one on the event bus that may
 * be changed. {@code POST} changes its rate and shape.
 */
final class ProducerApi {
  private static final String PATH = "/api/producer";
  private static final int MAX_BODY = 1_024;
  private static final long TIMEOUT_MILLIS = 3_000;

  private final Vertx vertx;
  private final HttpSurface surface;
  private final MeterRegistry metrics;

  ProducerApi(Vertx vertx, HttpSurface surface, MeterRegistry metrics) {
    this.vertx = vertx;
    this.surface = surface;
    this.metrics = metrics;
  }

  /** Before the route that lets in callers with the scope read, so that they count once. */
  void mountChange(Router router) {
    router.route(PATH).handler(new RequestMeters(metrics, PATH));
    router
        .post(PATH)
        .handler(
            ctx ->
                surface.authorize(
                    ctx.request(),
                    Scope.ADMIN,
                    (request, caller) -> SmallBody.read(ctx, MAX_BODY, body -> change(ctx, body))));
  }

  void mount(Router router) {
    router.get(PATH).handler(ctx -> ask(ctx, new JsonObject()));
    router.route(PATH).handler(ctx -> WebUiVerticle.methodNotAllowed(ctx, "GET, POST"));
  }

  private void change(RoutingContext ctx, Buffer body) {
    try {
      ask(ctx, SmallBody.object(body));
    } catch (IllegalArgumentException e) {
      new Problem(400, "Invalid change", e.getMessage()).send(ctx.request());
    }
  }

  private void ask(RoutingContext ctx, JsonObject change) {
    vertx
        .eventBus()
        .<JsonObject>request(
            Names.BUS_PRODUCER, change, new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS))
        .onSuccess(state -> Answers.send(ctx, 200, state.body()))
        .onFailure(e -> problem(e).send(ctx.request()));
  }

  private static Problem problem(Throwable e) {
    return switch (Answers.failure(e)) {
      case NO_HANDLERS ->
          new Problem(404, "No producer", "no producer that may be changed is on the event bus");
      case RECIPIENT_FAILURE -> new Problem(400, "Invalid change", e.getMessage());
      default -> new Problem(504, "No answer", "the producer has not answered in time");
    };
  }
}
