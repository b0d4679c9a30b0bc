package io.streamproc.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.streamproc.web.pipeline.Pipeline;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/pipeline}: how all roles are doing. */
final class PipelineApi {
  private static final String PATH = "/api/pipeline";

  private final Pipeline pipeline;
  private final RequestMeters meters;

  PipelineApi(Pipeline pipeline, MeterRegistry metrics) {
    this.pipeline = pipeline;
    meters = new RequestMeters(metrics, PATH);
  }

  void mount(Router router) {
    router.route(PATH).handler(meters);
    router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::state);
    router.options(PATH).handler(Answers::options);
    router.route(PATH).handler(ctx -> WebUiVerticle.methodNotAllowed(ctx, Answers.READ));
  }

  private void state(RoutingContext ctx) {
    ctx.response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    if (ctx.request().method() == HttpMethod.HEAD) {
      ctx.response().end(); // Vert.x would write a body
    } else {
      ctx.response().end(pipeline.toJson().toBuffer());
    }
  }
}
