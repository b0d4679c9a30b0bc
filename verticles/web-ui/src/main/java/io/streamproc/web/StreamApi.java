package io.streamproc.web;

import io.streamproc.core.api.Preferences;
import io.streamproc.core.http.Problem;
import io.streamproc.core.http.address.ClientAddress;
import io.streamproc.core.http.address.TrustedProxies;
import io.streamproc.core.series.InvalidQueryException;
import io.streamproc.core.series.LiveQuery;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code GET /api/series/live}: live updates as server-sent events, for clients other than the
 * page. The id of an update is the time at which the store was read. A client that connects again
 * with {@code Last-Event-ID} gets what it missed, see {@link MissedUpdates}.
 */
final class StreamApi {
  static final String PATH = "/api/series/live";
  private static final String MEDIA_TYPE = "text/event-stream";

  /** Clients come back within this time of each other, so that they don't come all at once. */
  private static final int SHORTEST_RETRY_MS = 1_000;

  private static final int LONGEST_RETRY_MS = 3_000;

  private final UpdateStreams streams;
  private final MissedUpdates missed;
  private final TrustedProxies proxies;
  private final Clock clock;

  StreamApi(UpdateStreams streams, MissedUpdates missed, TrustedProxies proxies, Clock clock) {
    this.streams = streams;
    this.missed = missed;
    this.proxies = proxies;
    this.clock = clock;
  }

  void mount(Router router) {
    router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::open);
    router.options(PATH).handler(Answers::options);
    router.route(PATH).handler(ctx -> WebUiVerticle.methodNotAllowed(ctx, Answers.READ));
  }

  private void open(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    request
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.VARY, "Accept, Origin");
    if (!Preferences.accepts(request, MEDIA_TYPE)) {
      new Problem(406, "Not acceptable", "live updates are served as " + MEDIA_TYPE).send(request);
      return;
    }
    try {
      LiveQuery query =
          LiveQuery.parse(ctx.queryParams(), request.getHeader(LiveQuery.LAST_EVENT_ID));
      if (request.method() == HttpMethod.HEAD) {
        head(request.response()).end();
      } else {
        open(ctx, query);
      }
    } catch (InvalidQueryException e) {
      Answers.invalid(ctx, e);
    }
  }

  private void open(RoutingContext ctx, LiveQuery query) {
    HttpServerRequest request = ctx.request();
    ClientAddress client = proxies.client(request);
    if (!streams.admit(client)) {
      Answers.unavailable(ctx, "Too many live connections", "another one may be opened later");
      return;
    }
    UpdateStream stream =
        new UpdateStream(request, client, query.step(), query.since().isPresent());
    streams.add(stream);
    request.response().closeHandler(v -> streams.remove(stream));
    request.response().exceptionHandler(e -> streams.remove(stream));
    head(request.response())
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY); // compression would delay
    stream.send(
        UpdateFrame.retry(
            ThreadLocalRandom.current().nextInt(SHORTEST_RETRY_MS, LONGEST_RETRY_MS)));
    if (query.since().isPresent()) {
      missed.send(stream, query.since().getAsLong());
    } else {
      stream.send(UpdateFrame.id(clock.millis())); // in case the connection breaks before an update
    }
  }

  /** A proxy that collects responses would delay the updates. */
  private static HttpServerResponse head(HttpServerResponse response) {
    return response
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader("X-Accel-Buffering", "no");
  }
}
