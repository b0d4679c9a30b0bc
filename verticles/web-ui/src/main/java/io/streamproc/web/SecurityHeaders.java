package io.streamproc.web;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.TreeSet;

/**
 * Response headers that forbid inline scripts and styles (except one script) and those of other
 * origins, framing (except by listed origins), content sniffing and referrers.
 */
final class SecurityHeaders implements Handler<RoutingContext> {
  /**
   * Hash of the inline script of {@code index.html}, which adds a missing slash to the address.
   * Under a prefix without the slash, no script file would be found.
   */
  private static final String SLASH_SCRIPT =
      "'sha256-efcHZ7h6zTahXPOiNfUL/lTquOeOM9c/jC43b+vTm3c='";

  /** 'self' covers the WebSocket of the same origin. */
  private static final String POLICY =
      "default-src 'self'; script-src 'self' "
          + SLASH_SCRIPT
          + "; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors ";

  private final String policy;
  private final boolean framed;

  /**
   * @param ancestors origins whose pages may show this one in a frame
   */
  SecurityHeaders(Set<String> ancestors) {
    framed = !ancestors.isEmpty();
    policy = POLICY + (framed ? String.join(" ", new TreeSet<>(ancestors)) : "'none'");
  }

  @Override
  public void handle(RoutingContext ctx) {
    MultiMap headers = ctx.response().headers();
    headers.set("Content-Security-Policy", policy);
    headers.set("X-Content-Type-Options", "nosniff");
    if (!framed) {
      headers.set("X-Frame-Options", "DENY"); // it can't name origins
    }
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    ctx.next();
  }
}
