package io.streamproc.core.http;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import java.time.Duration;

/**
 * The cookie by which a browser, once logged in, carries its key or token. Scripts can't read it,
 * and browsers don't send it with requests that other sites cause. It holds the credentials
 * themselves, so that every process accepts it, and a revoked key ends the session at once.
 */
public final class SessionCookie {
  private final boolean secure;

  public SessionCookie(HttpSettings settings) {
    secure = settings.tls().isOn() || settings.auth().tlsAtProxy();
  }

  /**
   * With TLS the prefix makes browsers refuse the cookie unless it came over TLS from this very
   * host (RFC 6265bis, 4.1.3.2).
   */
  public String name() {
    return secure ? "__Host-streamproc" : "streamproc";
  }

  /**
   * @param lifetime after which the browser forgets it
   */
  public Cookie of(String credentials, Duration lifetime) {
    return Cookie.cookie(name(), credentials)
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(secure)
        .setSameSite(CookieSameSite.STRICT)
        .setMaxAge(lifetime.toSeconds());
  }
}
