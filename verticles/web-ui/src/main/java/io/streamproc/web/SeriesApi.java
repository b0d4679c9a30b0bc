package io.streamproc.web;

import io.micrometer.core.instrument.Counter;
import io.streamproc.core.http.Problem;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.InvalidQueryException;
import io.streamproc.core.series.SeriesQuery;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /api/series}: forwards the query over the event bus and returns the answer. */
final class SeriesApi {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesApi.class);
  private static final String PATH = "/api/series";
  private static final String RETRY_AFTER_SECONDS = "2";

  private final Aggregators aggregators;
  private final Clock clock;
  private final RequestMeters meters;
  private final Counter failures;

  SeriesApi(Aggregators aggregators, RoleContext role) {
    this.aggregators = aggregators;
    this.clock = role.clock();
    meters = new RequestMeters(role.metrics(), PATH);
    this.failures =
        Counter.builder("streamproc.web-ui.query.failures")
            .description("queries without a snapshot from an aggregator")
            .register(role.metrics());
  }

  void mount(Router router) {
    router.route(PATH).handler(meters);
    router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::series);
    router.route(PATH).handler(ctx -> WebUiVerticle.methodNotAllowed(ctx, "GET, HEAD"));
  }

  /**
   * The query is checked here, which saves a request to the aggregator, and forwarded as the client
   * wrote it, because the aggregator's clock defines "now".
   */
  private void series(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    try {
      SeriesQuery.parse(ctx.queryParams(), clock.millis());
    } catch (InvalidQueryException e) {
      invalid(e.getMessage()).with("parameter", e.parameter()).send(ctx.response());
      return;
    }
    JsonObject query = new JsonObject();
    ctx.queryParams().forEach(parameter -> query.put(parameter.getKey(), parameter.getValue()));
    aggregators.ask(query).onSuccess(answer -> answer(ctx, answer)).onFailure(e -> failed(ctx, e));
  }

  private static void answer(RoutingContext ctx, JsonObject answer) {
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(answer.toBuffer());
  }

  private void failed(RoutingContext ctx, Throwable e) {
    if (e instanceof ReplyException reply && reply.failureCode() == 400) {
      invalid(reply.getMessage()).send(ctx.response());
      return;
    }
    failures.increment();
    LOG.warn("no snapshot from the aggregator: {}", e.toString());
    ctx.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
    new Problem(503, "No answer from the aggregator", reason(e)).send(ctx.response());
  }

  private static String reason(Throwable e) {
    ReplyFailure type =
        e instanceof ReplyException reply ? reply.failureType() : ReplyFailure.ERROR;
    return switch (type) {
      case NO_HANDLERS -> "no aggregator is running, or it is still starting";
      case TIMEOUT -> "the aggregator did not answer in time";
      default -> "the aggregator could not answer";
    };
  }

  private static Problem invalid(String detail) {
    return new Problem(400, InvalidQueryException.TITLE, detail);
  }
}
