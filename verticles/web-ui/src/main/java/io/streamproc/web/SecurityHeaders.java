package io.streamproc.web;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/**
 * Response headers that forbid inline scripts and styles (except one script) and those of other
 * origins, framing, content sniffing and referrers.
 */
final class SecurityHeaders {
  /**
   * Hash of the inline script of {@code index.html}, which adds a missing slash to the address.
   * Under a prefix without the slash, no script file would be found.
   */
  private static final String SLASH_SCRIPT =
      "'sha256-efcHZ7h6zTahXPOiNfUL/lTquOeOM9c/jC43b+vTm3c='";

  /** 'self' covers the WebSocket of the same origin. */
  static final String POLICY =
      "default-src 'self'; script-src 'self' "
          + SLASH_SCRIPT
          + "; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

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
