package io.streamproc.web;

import io.streamproc.core.http.Problem;
import io.streamproc.core.series.InvalidQueryException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Responses that several parts of the API have. */
final class Answers {
  /** What can be done with something that is only read. */
  static final String READ = "GET, HEAD, OPTIONS";

  private static final String RETRY_AFTER_SECONDS = "2";

  private Answers() {}

  /** Sends JSON that no cache may keep, unless the client has disconnected. */
  static void send(RoutingContext ctx, int status, JsonObject json) {
    HttpServerResponse response = ctx.response();
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(json.toBuffer());
    }
  }

  /**
   * Answers OPTIONS of something that is only read. A preflight request of a page is answered
   * before, see {@link io.streamproc.core.http.HttpSurface}.
   */
  static void options(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.ALLOW, READ).setStatusCode(204).end();
  }

  /** Why a request on the event bus has no answer. */
  static ReplyFailure failure(Throwable e) {
    return e instanceof ReplyException reply ? reply.failureType() : ReplyFailure.ERROR;
  }

  /** Sends a 503, and when the client may come again. */
  static void unavailable(RoutingContext ctx, String title, String detail) {
    if (!ctx.response().headWritten()) {
      ctx.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    new Problem(503, title, detail).send(ctx.request());
  }

  /** Sends a 400 that names the wrong parameter. */
  static void invalid(RoutingContext ctx, InvalidQueryException e) {
    new Problem(400, InvalidQueryException.TITLE, e.getMessage())
        .with("parameter", e.parameter())
        .send(ctx.request());
  }
}
