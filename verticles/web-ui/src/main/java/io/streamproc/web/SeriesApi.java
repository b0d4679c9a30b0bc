package io.streamproc.web;

import io.micrometer.core.instrument.Counter;
import io.streamproc.core.api.SeriesFormat;
import io.streamproc.core.api.SeriesRepresentation;
import io.streamproc.core.http.Problem;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.InvalidQueryException;
import io.streamproc.core.series.SeriesQuery;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/series}: forwards the query over the event bus and returns the answer, see {@link
 * SeriesRepresentation}.
 */
final class SeriesApi {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesApi.class);
  private static final String PATH = "/api/series";

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

  /** Queries without a snapshot. */
  double failures() {
    return failures.count();
  }

  void mount(Router router) {
    router.route(PATH).handler(meters);
    router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::series);
    router.options(PATH).handler(Answers::options);
    router.route(PATH).handler(ctx -> WebUiVerticle.methodNotAllowed(ctx, Answers.READ));
  }

  /**
   * The query is checked here, which saves a request to the aggregator, and forwarded as the client
   * wrote it, because the aggregator's clock defines "now".
   */
  private void series(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Optional<SeriesFormat> format = SeriesFormat.of(ctx.request());
    if (format.isEmpty()) {
      SeriesFormat.notAcceptable().send(ctx.request());
      return;
    }
    try {
      SeriesQuery.parse(ctx.queryParams(), clock.millis());
    } catch (InvalidQueryException e) {
      Answers.invalid(ctx, e);
      return;
    }
    JsonObject query = new JsonObject();
    ctx.queryParams().forEach(parameter -> query.put(parameter.getKey(), parameter.getValue()));
    aggregators
        .ask(query)
        .map(answer -> SeriesRepresentation.of(answer, format.get()))
        .onSuccess(answer -> answer.send(ctx.request()))
        .onFailure(e -> failed(ctx, e));
  }

  private void failed(RoutingContext ctx, Throwable e) {
    if (e instanceof ReplyException reply && reply.failureCode() == 400) {
      new Problem(400, InvalidQueryException.TITLE, reply.getMessage()).send(ctx.request());
      return;
    }
    failures.increment();
    LOG.warn("no snapshot from the aggregator: {}", e.toString());
    Answers.unavailable(ctx, "No answer from the aggregator", reason(e));
  }

  private static String reason(Throwable e) {
    return switch (Answers.failure(e)) {
      case NO_HANDLERS -> "no aggregator is running, or it is still starting";
      case TIMEOUT -> "the aggregator did not answer in time";
      default -> "the aggregator could not answer";
    };
  }
}
