package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.auth.Caller;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.bus.DeadLetterQuery;
import io.streamproc.core.bus.ReplayRequest;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Problem;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.InvalidQueryException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The dead letters, their replay and the last verify: forwards requests to an auditor and returns
 * its answers. A replay needs the scope admin.
 */
final class DeskApi {
  private static final String DEAD = "/api/dead";
  private static final String REPLAY = "/api/dead/replay";
  private static final String VERIFY = "/api/verify";

  /** Enough for the sources of a request, with the longest names that Kafka allows. */
  private static final int MOST_BYTES = 64 * 1_024;

  private final HttpSurface surface;
  private final Auditors auditors;
  private final RoleContext role;

  DeskApi(HttpSurface surface, Auditors auditors, RoleContext role) {
    this.surface = surface;
    this.auditors = auditors;
    this.role = role;
  }

  /** Before the route that lets in callers with the scope read, so that they count once. */
  void mountReplay(Router router) {
    router.route(REPLAY).handler(new RequestMeters(role.metrics(), REPLAY));
    router
        .post(REPLAY)
        .handler(
            ctx ->
                surface.authorize(
                    ctx.request(),
                    Scope.ADMIN,
                    (request, caller) ->
                        SmallBody.read(ctx, MOST_BYTES, body -> replay(ctx, caller, body))));
  }

  void mount(Router router) {
    router.route(REPLAY).handler(ctx -> WebUiVerticle.methodNotAllowed(ctx, "POST"));
    mount(router, DEAD, this::list);
    mount(router, VERIFY, this::verify);
  }

  private void mount(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).handler(new RequestMeters(role.metrics(), path));
    router.get(path).handler(handler);
    router.route(path).handler(ctx -> WebUiVerticle.methodNotAllowed(ctx, "GET"));
  }

  private void list(RoutingContext ctx) {
    try {
      DeadLetterQuery query = DeadLetterQuery.parse(ctx.queryParams());
      answer(ctx, auditors.ask(Names.BUS_DEAD_LIST, query.toJson()));
    } catch (InvalidQueryException e) {
      Answers.invalid(ctx, e);
    }
  }

  private void verify(RoutingContext ctx) {
    answer(ctx, auditors.ask(Names.BUS_VERIFY_LAST, new JsonObject()));
  }

  private void replay(RoutingContext ctx, Caller caller, Buffer body) {
    try {
      answer(ctx, auditors.replay(ReplayRequest.fromJson(SmallBody.object(body)), caller));
    } catch (IllegalArgumentException e) {
      invalid(ctx, e.getMessage());
    }
  }

  private static void answer(RoutingContext ctx, Future<JsonObject> reply) {
    reply.onSuccess(json -> Answers.send(ctx, 200, json)).onFailure(e -> failed(ctx, e));
  }

  private static void failed(RoutingContext ctx, Throwable e) {
    if (Auditors.isInvalid(e)) {
      invalid(ctx, e.getMessage());
      return;
    }
    Answers.unavailable(ctx, "No answer from the auditor", Auditors.reason(e));
  }

  private static void invalid(RoutingContext ctx, String detail) {
    new Problem(400, "Invalid request", detail).send(ctx.request());
  }
}
