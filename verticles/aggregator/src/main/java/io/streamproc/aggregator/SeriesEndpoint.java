package io.streamproc.aggregator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.core.Names;
import io.streamproc.core.api.ApiDescription;
import io.streamproc.core.api.SeriesFormat;
import io.streamproc.core.api.SeriesRepresentation;
import io.streamproc.core.bus.SeriesAnswer;
import io.streamproc.core.http.Problem;
import io.streamproc.core.metrics.Bounds;
import io.streamproc.core.series.InvalidQueryException;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.SeriesQuery;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers queries for the series: requests on the bus and {@code GET /api/series}. */
final class SeriesEndpoint {
  private static final String PATH = "/api/series";
  private static final String ALLOWED = "GET, HEAD, OPTIONS";
  private static final String NOT_AN_OBJECT = "the query must be a JSON object";

  private static final Duration UNBOUNDED = Duration.ofDays(1);
  private static final int STORE_PERCENT = 80;

  private final ApiDescription description = new ApiDescription();
  private final SeriesService service;
  private final Clock clock;
  private final Timer timer;
  private final Counter complete;
  private final Counter incomplete;
  private final Counter invalid;
  private final Counter refused;
  private boolean refusing;

  SeriesEndpoint(SeriesService service, Clock clock, MeterRegistry metrics) {
    this.service = service;
    this.clock = clock;
    this.timer =
        Timer.builder("streamproc.aggregator.query")
            .description("time to answer a query for both series")
            .serviceLevelObjectives(Bounds.request())
            .register(metrics);
    complete = queries(metrics, "complete");
    incomplete = queries(metrics, "incomplete");
    invalid = queries(metrics, "invalid");
    refused = queries(metrics, "refused");
  }

  private static Counter queries(MeterRegistry metrics, String outcome) {
    return Counter.builder("streamproc.aggregator.queries")
        .description(
            "queries over HTTP and the event bus, by outcome; incomplete: without a series")
        .tag("outcome", outcome)
        .register(metrics);
  }

  /** Queries that were answered, with both series or without one. */
  double answered() {
    return complete.count() + incomplete.count();
  }

  /** Queries that were refused, because they were wrong or the role was stopping. */
  double refused() {
    return invalid.count() + refused.count();
  }

  /** Refuses requests on the bus from now on, so that clients use another aggregator. */
  void refuse() {
    refusing = true;
  }

  /** Replies with the snapshot, or fails: code 400 if the query is wrong, 503 when stopping. */
  void onMessage(Message<Object> message) {
    if (refusing) {
      refused.increment();
      message.fail(503, "stopping");
      return;
    }
    try {
      answer(parameters(body(message)), within(message.headers()))
          .onSuccess(answer -> message.reply(answer.toJson()));
    } catch (IllegalArgumentException e) {
      invalid.increment();
      message.fail(400, e.getMessage());
    }
  }

  /**
   * Returns how long the stores may take: the sender's timeout, minus a part for the reply. Without
   * a valid header, each store's own timeout applies.
   */
  private static Duration within(MultiMap headers) {
    try {
      String millis = headers.get(Names.HEADER_TIMEOUT);
      return millis == null
          ? UNBOUNDED
          : Duration.ofMillis(Math.max(1, Long.parseLong(millis) * STORE_PERCENT / 100));
    } catch (NumberFormatException e) {
      return UNBOUNDED;
    }
  }

  /** A cluster member of another version may send a body that can't be decoded here. */
  private static Object body(Message<Object> message) {
    try {
      return message.body();
    } catch (DecodeException e) {
      throw new IllegalArgumentException(NOT_AN_OBJECT, e);
    }
  }

  /** Accepts times as numbers or text. */
  private static List<Map.Entry<String, String>> parameters(Object body) {
    if (!(body instanceof JsonObject query)) {
      throw new IllegalArgumentException(NOT_AN_OBJECT);
    }
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (String name : query.fieldNames()) {
      Object value = query.getValue(name);
      parameters.add(new SimpleEntry<>(name, value == null ? null : value.toString()));
    }
    return parameters;
  }

  void onRequest(HttpServerRequest request) {
    if (ApiDescription.isAskedFor(request)) {
      description.send(request);
    } else if (!PATH.equals(request.path())) {
      refuse(request, new Problem(404, "Not found", "there is only " + PATH));
    } else if (request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD) {
      answer(request);
    } else if (request.method() == HttpMethod.OPTIONS) {
      request.response().putHeader(HttpHeaders.ALLOW, ALLOWED).setStatusCode(204).end();
    } else {
      request.response().putHeader(HttpHeaders.ALLOW, ALLOWED);
      refuse(request, new Problem(405, "Method not allowed", "use GET"));
    }
  }

  private void answer(HttpServerRequest request) {
    Optional<SeriesFormat> format = SeriesFormat.of(request);
    if (format.isEmpty()) {
      refuse(request, SeriesFormat.notAcceptable());
      return;
    }
    try {
      answer(request.params(), UNBOUNDED)
          .map(answer -> SeriesRepresentation.of(answer.toJson(), format.get()))
          .onSuccess(answer -> answer.send(request));
    } catch (InvalidQueryException e) {
      invalid.increment();
      refuse(
          request,
          new Problem(400, InvalidQueryException.TITLE, e.getMessage())
              .with("parameter", e.parameter()));
    }
  }

  private Future<SeriesAnswer> answer(
      Iterable<Map.Entry<String, String>> parameters, Duration within) {
    SeriesQuery query = SeriesQuery.parse(parameters, clock.millis());
    Timer.Sample sample = Timer.start();
    return service
        .answer(query, within)
        .onSuccess(answer -> (isComplete(answer) ? complete : incomplete).increment())
        .onComplete(v -> sample.stop(timer));
  }

  private static boolean isComplete(SeriesAnswer answer) {
    return answer.series().size() == SeriesName.values().length;
  }

  private static void refuse(HttpServerRequest request, Problem problem) {
    problem.send(request);
  }
}
