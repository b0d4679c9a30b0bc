package io.streamproc.aggregator;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.core.Names;
import io.streamproc.core.bus.SeriesAnswer;
import io.streamproc.core.http.Problem;
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
import java.util.List;
import java.util.function.Function;

/** The two ways to ask for series: a bus request, and {@code GET /api/series}. */
final class SeriesEndpoint {
  private static final String PATH = "/api/series";
  private static final List<String> PARAMETERS = List.of("from", "to", "step");

  private static final Duration UNBOUNDED = Duration.ofDays(1);
  private static final int STORE_PERCENT = 80;

  private final SeriesService service;
  private final Clock clock;
  private final Timer timer;
  private boolean refusing;

  SeriesEndpoint(SeriesService service, Clock clock, MeterRegistry metrics) {
    this.service = service;
    this.clock = clock;
    this.timer =
        Timer.builder("streamproc.aggregator.query")
            .description("time to answer a query for both series")
            .register(metrics);
  }

  /** From now on requests on the bus are refused, so that they are sent to another. */
  void refuse() {
    refusing = true;
  }

  /** Answers with the snapshot, or fails: code 400 if the query is wrong, 503 when stopping. */
  void onMessage(Message<Object> message) {
    if (refusing) {
      message.fail(503, "stopping");
      return;
    }
    try {
      JsonObject query = query(body(message));
      answer(
              name -> query.getValue(name) == null ? null : query.getValue(name).toString(),
              within(message.headers()))
          .onSuccess(answer -> message.reply(answer.toJson()));
    } catch (IllegalArgumentException e) {
      message.fail(400, e.getMessage());
    }
  }

  /**
   * How long the stores may take: the sender's time, less what the way back may need. Without a
   * readable header it is each store's own timeout.
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

  /** A member of another version may send what can't be decoded here. */
  private static Object body(Message<Object> message) {
    try {
      return message.body();
    } catch (DecodeException e) {
      throw new IllegalArgumentException("the query must be a JSON object", e);
    }
  }

  private static JsonObject query(Object body) {
    if (!(body instanceof JsonObject query)) {
      throw new IllegalArgumentException("the query must be a JSON object");
    }
    query.fieldNames().forEach(SeriesEndpoint::checkName);
    return query;
  }

  void onRequest(HttpServerRequest request) {
    if (!PATH.equals(request.path())) {
      refuse(request, new Problem(404, "Not found", "there is only " + PATH));
    } else if (request.method() != HttpMethod.GET) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET");
      refuse(request, new Problem(405, "Method not allowed", "use GET"));
    } else {
      try {
        MultiMap parameters = request.params();
        checkNames(parameters);
        answer(parameters::get, UNBOUNDED).onSuccess(answer -> send(request, answer));
      } catch (IllegalArgumentException e) { // a broken escape in the query is one as well
        refuse(request, new Problem(400, "Bad query", e.getMessage()));
      }
    }
  }

  private static void checkNames(MultiMap parameters) {
    for (String name : parameters.names()) {
      checkName(name);
      if (parameters.getAll(name).size() > 1) {
        throw new IllegalArgumentException("'" + name + "' appears twice");
      }
    }
  }

  private static void checkName(String name) {
    if (!PARAMETERS.contains(name)) {
      throw new IllegalArgumentException(
          "unknown parameter '" + name + "', there are " + PARAMETERS);
    }
  }

  private Future<SeriesAnswer> answer(Function<String, String> parameter, Duration within) {
    SeriesQuery query =
        SeriesQuery.parse(
            parameter.apply("from"),
            parameter.apply("to"),
            parameter.apply("step"),
            clock.millis());
    Timer.Sample sample = Timer.start();
    return service.answer(query, within).onComplete(v -> sample.stop(timer));
  }

  private static void send(HttpServerRequest request, SeriesAnswer answer) {
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(answer.toJson().toBuffer());
  }

  private static void refuse(HttpServerRequest request, Problem problem) {
    problem.send(request.response());
  }
}
