package io.streamproc.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.streamproc.core.Names;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Problem;
import io.streamproc.core.series.SeriesName;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes one event from a person at the page and tells what became of it. {@code POST /api/events}
 * passes it to an event-api over the event bus and answers with an id; {@code GET /api/events?id=}
 * says which series has stored it. Programs post to event-api itself.
 */
final class EventsApi {
  /** Bytes of a body; an event takes about 50. */
  private static final int MAX_BODY = 1_024;

  /** An event-api answers within this time, or says that Kafka does not. */
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private static final String PATH = "/api/events";

  private final Vertx vertx;
  private final HttpSurface surface;
  private final SubmittedEvents submitted;
  private final MeterRegistry metrics;

  EventsApi(Vertx vertx, HttpSurface surface, SubmittedEvents submitted, MeterRegistry metrics) {
    this.metrics = metrics;
    this.vertx = vertx;
    this.surface = surface;
    this.submitted = submitted;
  }

  /** Before the route that lets in callers with the scope read, so that they count once. */
  void mountSubmit(Router router) {
    router.route(PATH).handler(new RequestMeters(metrics, PATH));
    router
        .post(PATH)
        .handler(
            ctx ->
                surface.authorize(
                    ctx.request(),
                    Scope.INGEST,
                    (request, caller) -> SmallBody.read(ctx, MAX_BODY, body -> submit(ctx, body))));
  }

  void mount(Router router) {
    router.get(PATH).handler(this::tell);
    router.route(PATH).handler(ctx -> WebUiVerticle.methodNotAllowed(ctx, "GET, POST"));
  }

  private void submit(RoutingContext ctx, Buffer body) {
    String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.split(";")[0].strip().equalsIgnoreCase("application/json")) {
      new Problem(415, "Unsupported media type", "one event is taken as application/json")
          .send(ctx.request());
      return;
    }
    try {
      SmallBody.object(body); // one event: what it must hold is event-api's to judge
    } catch (IllegalArgumentException e) {
      new Problem(400, "Invalid event", "one event is taken here: " + e.getMessage())
          .send(ctx.request());
      return;
    }
    pass(ctx, body);
  }

  private void pass(RoutingContext ctx, Buffer event) {
    String id = UUID.randomUUID().toString();
    submitted.add(id); // before it can be stored
    DeliveryOptions options =
        new DeliveryOptions().setSendTimeout(TIMEOUT.toMillis()).addHeader(Names.HEADER_WATCH, id);
    vertx
        .eventBus()
        .<JsonObject>request(Names.BUS_INGEST, event, options)
        .onSuccess(reply -> Answers.send(ctx, 202, reply.body().copy().put("id", id)))
        .onFailure(e -> refused(ctx, e));
  }

  private static void refused(RoutingContext ctx, Throwable e) {
    ReplyException reply =
        e instanceof ReplyException given ? given : new ReplyException(ReplyFailure.ERROR);
    switch (reply.failureType()) {
      case NO_HANDLERS ->
          Answers.unavailable(
              ctx, "No event-api", "no event-api is running, or it is still starting");
      case TIMEOUT ->
          new Problem(
                  504,
                  "No answer from event-api",
                  "no event-api has answered in time: the event may be stored or not")
              .send(ctx.request());
      default -> refused(ctx, reply);
    }
  }

  /** The code of event-api's refusal is the status that it has over HTTP. */
  private static void refused(RoutingContext ctx, ReplyException reply) {
    int status = reply.failureCode();
    if (status == 503) {
      Answers.unavailable(ctx, "Event refused", reply.getMessage());
    } else if (status >= 400 && status < 600) {
      new Problem(status, "Event refused", reply.getMessage()).send(ctx.request());
    } else {
      Answers.unavailable(ctx, "No answer from event-api", "event-api could not answer");
    }
  }

  private void tell(RoutingContext ctx) {
    Optional<Map<SeriesName, Long>> stored =
        submitted.stored(String.valueOf(ctx.request().getParam("id")));
    if (stored.isEmpty()) {
      new Problem(404, "No such event", "no event of this id was submitted here lately")
          .send(ctx.request());
      return;
    }
    JsonObject times = new JsonObject();
    stored.get().forEach((series, time) -> times.put(series.id(), time));
    Answers.send(ctx, 200, new JsonObject().put("stored", times));
  }
}
