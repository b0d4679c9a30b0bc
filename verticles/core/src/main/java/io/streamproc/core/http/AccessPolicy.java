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
 * caused a request without an origin, only navigation to the server is allowed. See RFC 6454 and
 * the W3C's Fetch Metadata Request Headers.
 */
final class AccessPolicy {
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?");
  private static final Pattern IP_V4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern ORIGIN = Pattern.compile("(https?)://([^/]+)");

  private final Set<String> hosts = new HashSet<>();
  private final Set<String> origins;

  /**
   * @param host the address or name that the server binds
   */
  AccessPolicy(HttpSettings settings, String host) {
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

  /** Whether the text is an authority: a name or an IP address, with an optional port. */
  static boolean isAuthority(String text) {
    Matcher parts = AUTHORITY.matcher(text);
    return parts.matches()
        && (parts.group(2) == null || Integer.parseInt(parts.group(2)) <= 65_535);
  }

  private boolean knows(String authority) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      return false;
    }
    String name = parts.group(1).toLowerCase(Locale.ROOT);
    if (name.startsWith("[") || IP_V4.matcher(name).matches() || hosts.contains("*")) {
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

  private static boolean causedElsewhere(Request request) {
    boolean elsewhere =
        "cross-site".equals(request.fetchSite) || "same-site".equals(request.fetchSite);
    return elsewhere && !isLink(request);
  }

  private static boolean isLink(Request request) {
    return "navigate".equals(request.fetchMode)
        && "document".equals(request.fetchDest)
        && (request.method.equals("GET") || request.method.equals("HEAD"));
  }
}
