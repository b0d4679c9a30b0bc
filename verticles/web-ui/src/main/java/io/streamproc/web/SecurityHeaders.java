package io.streamproc.web;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/**
 * What every answer tells the browser to refuse: scripts and styles that are inline or from
 * elsewhere, framing, guessing of content types, and telling other sites where it came from.
 */
final class SecurityHeaders {
  /** 'self' covers the WebSocket of the same origin. */
  static final String POLICY =
      "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
          + "frame-ancestors 'none'";

  private SecurityHeaders() {}

  static void add(RoutingContext ctx) {
    MultiMap headers = ctx.response().headers();
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    ctx.next();
  }
}
