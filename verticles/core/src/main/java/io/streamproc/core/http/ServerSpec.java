package io.streamproc.core.http;

/**
 * An HTTP server, as its protection sees it.
 *
 * @param name for metrics, logs and messages: {@code web-ui}
 * @param settings what all servers of the process share
 * @param host the address or name that it binds
 * @param rule which scope a request needs, if authentication is on
 * @param cookie whether the {@link SessionCookie} is accepted besides {@code Authorization}
 * @param framed whether pages of other sites may load this server's page into a frame. The page's
 *     {@code frame-ancestors} then decides which of them show it
 */
public record ServerSpec(
    String name,
    HttpSettings settings,
    String host,
    AccessRule rule,
    boolean cookie,
    boolean framed) {
  /** A server that accepts no cookie and has no page. */
  public ServerSpec(String name, HttpSettings settings, String host, AccessRule rule) {
    this(name, settings, host, rule, false, false);
  }
}
