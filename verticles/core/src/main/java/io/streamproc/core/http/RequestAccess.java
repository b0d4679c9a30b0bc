package io.streamproc.core.http;

import io.streamproc.core.auth.Authenticator;
import io.streamproc.core.auth.Caller;
import io.streamproc.core.auth.DeniedException;
import io.streamproc.core.auth.Scope;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Finds out who makes a request: by {@code Authorization: Bearer} (RFC 6750, 2.1), on the page's
 * server also by its cookie. Other servers ignore the cookie, which browsers send to every port of
 * a host.
 */
final class RequestAccess {
  private static final String SCHEME = "Bearer ";

  private final Authenticator authenticator;
  private final String cookie;

  /**
   * @param cookie name of the cookie with the credentials, or empty if none is accepted
   */
  RequestAccess(Authenticator authenticator, String cookie) {
    this.authenticator = authenticator;
    this.cookie = cookie;
  }

  /**
   * Finds the caller, who must have a scope.
   *
   * @throws DeniedException if the request has no valid credentials, or they lack the scope
   */
  Caller authorize(HttpServerRequest request, Scope needed) throws DeniedException {
    return authenticator.isOn()
        ? authenticator.authorize(credentials(request), needed)
        : Caller.ANYONE;
  }

  /** The key or token of a request, or null. */
  String credentials(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
      return bearer ? header.substring(SCHEME.length()).strip() : "unknown scheme";
    }
    Cookie found = cookie.isEmpty() ? null : request.getCookie(cookie);
    return found == null ? null : found.getValue();
  }
}
