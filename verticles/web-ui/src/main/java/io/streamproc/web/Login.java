package io.streamproc.web;

import io.streamproc.core.auth.Caller;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.SessionCookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;

/**
 * Logs a browser in and out. {@code POST /login} takes a key or token as {@code Authorization:
 * Bearer} and answers with the {@link SessionCookie}; {@code POST /logout} deletes the cookie.
 * {@code GET /login} tells the page, whose scripts can't read the cookie, whether it is logged in.
 * Pages of other sites can do none of this, see {@link HttpSurface}.
 */
final class Login {
  private final HttpSurface surface;
  private final SessionCookie cookie;
  private final Duration lifetime;

  Login(HttpSurface surface, WebUiSettings settings) {
    this.surface = surface;
    cookie = new SessionCookie(settings.http());
    lifetime = settings.sessionTime();
  }

  void mount(Router router) {
    router
        .post("/login")
        .handler(
            ctx ->
                surface.authorize(
                    ctx.request(), Scope.READ, (request, caller) -> logIn(ctx, caller)));
    router.get("/login").handler(this::tell);
    router.post("/logout").handler(this::logOut);
    router.route("/login").handler(ctx -> WebUiVerticle.methodNotAllowed(ctx, "GET, POST"));
    router.route("/logout").handler(ctx -> WebUiVerticle.methodNotAllowed(ctx, "POST"));
  }

  /** The cookie holds what the request authenticated itself with: the header, or the old cookie. */
  private void logIn(RoutingContext ctx, Caller caller) {
    String credentials = surface.credentials(ctx.request());
    if (credentials != null) { // null if authentication is off
      ctx.response().addCookie(cookie.of(credentials, lifetime));
    }
    Answers.send(ctx, 200, new JsonObject().put("expires", text(caller.expires())));
  }

  private void tell(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    boolean loggedIn =
        surface.credentials(request) != null && surface.isAllowed(request, Scope.READ);
    Answers.send(ctx, 200, new JsonObject().put("loggedIn", loggedIn));
  }

  private static String text(Instant expires) {
    return expires.equals(Instant.MAX) ? null : expires.toString();
  }

  private void logOut(RoutingContext ctx) {
    ctx.response().addCookie(cookie.of("", Duration.ZERO)).setStatusCode(204).end();
  }
}
