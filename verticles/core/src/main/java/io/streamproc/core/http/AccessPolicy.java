package io.streamproc.core.http;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Accepts requests that name the server correctly and that were not caused by a page of another
 * origin. Otherwise every web page that a user visits could reach the servers of the user's machine
 * and network: directly, because browsers send simple requests and open WebSockets to any address,
 * or by DNS rebinding, where a name of the page's own is resolved to the server's address so that
 * the browser treats the server as a part of the page.
 *
 * <p>{@code Host} may be any IP address, which can't be rebound, or a known name. {@code Origin}
 * must be the server's own or an allowed one. If {@code Sec-Fetch-Site} says that another site
 * caused a request without an origin, only navigation to the server is allowed, in a frame only if
 * the server has pages for frames. See RFC 6454 and the W3C's Fetch Metadata Request Headers.
 */
final class AccessPolicy {
  private static final Pattern ORIGIN = Pattern.compile("(https?)://([^/]+)");

  private final Set<String> hosts = new HashSet<>();
  private final Set<String> origins;
  private final boolean framed;

  /**
   * @param host the address or name that the server binds
   * @param framed whether pages of other sites may load the server's page into a frame
   */
  AccessPolicy(HttpSettings settings, String host, boolean framed) {
    this.framed = framed;
    hosts.addAll(settings.hosts());
    hosts.addAll(Set.of("localhost", "*.localhost"));
    hosts.add(host.toLowerCase(Locale.ROOT));
    hosts.addAll(MachineNames.read());
    origins = settings.origins();
  }

  enum Verdict {
    /** The request comes from the server's own page, or not from a page. */
    OWN,
    /** The request comes from a page of an origin that the settings allow. */
    ALLOWED_ORIGIN,
    FOREIGN_HOST,
    FOREIGN_ORIGIN
  }

  /** The fields of a request's head that are checked; null for a missing field. */
  record Request(
      String method,
      String host,
      String origin,
      String fetchSite,
      String fetchMode,
      String fetchDest) {}

  Verdict judge(Request request) {
    if (request.host != null && !knows(request.host)) {
      return Verdict.FOREIGN_HOST;
    }
    if (request.origin == null) {
      return causedElsewhere(request) ? Verdict.FOREIGN_ORIGIN : Verdict.OWN;
    }
    if (isSame(request.origin, request.host)) {
      return Verdict.OWN;
    }
    return isAllowed(request.origin) ? Verdict.ALLOWED_ORIGIN : Verdict.FOREIGN_ORIGIN;
  }

  private boolean knows(String authority) {
    int end = Authority.nameEnd(authority);
    if (end < 0) {
      return false;
    }
    String name = authority.substring(0, end).toLowerCase(Locale.ROOT);
    if (name.startsWith("[") || Authority.isIpV4(name) || hosts.contains("*")) {
      return true;
    }
    return matches(hosts, "", name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
  }

  /** Whether the set has {@code prefix + name}, or {@code prefix + "*."} with a parent of it. */
  private static boolean matches(Set<String> patterns, String prefix, String name) {
    if (patterns.contains(prefix + name)) {
      return true;
    }
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      if (patterns.contains(prefix + "*" + name.substring(dot))) {
        return true;
      }
    }
    return false;
  }

  /** The scheme is not compared, because TLS may end at a proxy. */
  private static boolean isSame(String origin, String host) {
    Matcher parts = ORIGIN.matcher(origin);
    if (host == null || !parts.matches()) {
      return false;
    }
    String port = parts.group(1).equals("https") ? ":443" : ":80";
    return withoutPort(parts.group(2), port).equalsIgnoreCase(withoutPort(host, port));
  }

  private static String withoutPort(String authority, String port) {
    return authority.endsWith(port)
        ? authority.substring(0, authority.length() - port.length())
        : authority;
  }

  private boolean isAllowed(String origin) {
    Matcher parts = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
    return parts.matches() && matches(origins, parts.group(1) + "://", parts.group(2));
  }

  private boolean causedElsewhere(Request request) {
    boolean elsewhere =
        "cross-site".equals(request.fetchSite) || "same-site".equals(request.fetchSite);
    return elsewhere && !isLink(request);
  }

  private boolean isLink(Request request) {
    return "navigate".equals(request.fetchMode)
        && ("document".equals(request.fetchDest) || framed && "iframe".equals(request.fetchDest))
        && (request.method.equals("GET") || request.method.equals("HEAD"));
  }
}
