package io.streamproc.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rejects heads that are grammatical but ambiguous for programs on the path of a request: in the
 * length of the body, or in the target server (RFC 9112, 3.2, 6.1 to 6.3 and 11.2).
 */
final class HeadRules {
  private static final int MOST_LENGTH_DIGITS = 18;
  private static final Pattern ABSOLUTE =
      Pattern.compile("https?://([^/?]*)([/?].*)?", Pattern.CASE_INSENSITIVE);

  /** Fields that must not occur twice, because they decide how a request is handled. */
  private static final List<AsciiString> SINGLE =
      List.of(
          HttpHeaderNames.HOST,
          HttpHeaderNames.CONTENT_TYPE,
          HttpHeaderNames.CONTENT_ENCODING,
          HttpHeaderNames.EXPECT,
          HttpHeaderNames.AUTHORIZATION,
          HttpHeaderNames.ORIGIN,
          AsciiString.cached("sec-fetch-site"),
          AsciiString.cached("sec-fetch-mode"),
          AsciiString.cached("sec-fetch-dest"));

  /** Fields of a WebSocket draft of 2010, for which the decoder would add a body of 8 bytes. */
  private static final List<AsciiString> HIXIE =
      List.of(AsciiString.cached("sec-websocket-key1"), AsciiString.cached("sec-websocket-key2"));

  private HeadRules() {}

  /**
   * @throws BadHeadException if the head is ambiguous
   */
  static void check(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_0) && !version.equals(HttpVersion.HTTP_1_1)) {
      throw malformed("a version of HTTP other than 1.0 and 1.1");
    }
    HttpHeaders headers = request.headers();
    checkLength(version, headers);
    for (AsciiString name : SINGLE) {
      if (count(headers, name) > 1) {
        throw malformed("more than one " + name);
      }
    }
    for (AsciiString name : HIXIE) {
      if (headers.contains(name)) {
        throw malformed(name + " is of a draft that is not supported");
      }
    }
    checkTarget(request, checkHost(request));
  }

  /**
   * Whether the rules that HTTP/2 shares with HTTP/1.1 are kept; lengths and pseudo headers are
   * checked by its codec (RFC 9113, 8.1.1 and 8.3).
   */
  static boolean isClear(HttpServerRequest request) {
    return request.authority() != null
        && Authority.isValid(request.authority().toString())
        && request.uri() != null
        && request.uri().startsWith("/")
        && !hasBrokenEscape(request.uri())
        && SINGLE.stream().allMatch(name -> request.headers().getAll(name).size() <= 1);
  }

  private static void checkLength(HttpVersion version, HttpHeaders headers) {
    int lengths = count(headers, HttpHeaderNames.CONTENT_LENGTH);
    int codings = count(headers, HttpHeaderNames.TRANSFER_ENCODING);
    if (lengths + codings > 1) {
      throw malformed("more than one Content-Length or Transfer-Encoding");
    }
    if (codings == 1) {
      if (!version.equals(HttpVersion.HTTP_1_1)) {
        throw malformed("Transfer-Encoding before HTTP/1.1");
      }
      if (!"chunked".equalsIgnoreCase(headers.get(HttpHeaderNames.TRANSFER_ENCODING))) {
        throw malformed("a Transfer-Encoding other than chunked");
      }
    }
    if (lengths == 1 && !isLength(headers.get(HttpHeaderNames.CONTENT_LENGTH))) {
      throw malformed("a Content-Length that is not a number");
    }
    if (lengths + codings > 0
        && headers.contains(HttpHeaderNames.UPGRADE)
        && !"0".equals(headers.get(HttpHeaderNames.CONTENT_LENGTH))
        && isWebSocket(headers)) {
      throw malformed("a body before a WebSocket");
    }
  }

  private static boolean isLength(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MOST_LENGTH_DIGITS;
  }

  /** In the path or the query: routers decode both, and fail at such an escape. */
  private static boolean hasBrokenEscape(String target) {
    int fragment = target.indexOf('#');
    int end = fragment < 0 ? target.length() : fragment;
    for (int at = target.indexOf('%'); at >= 0 && at < end; at = target.indexOf('%', at + 1)) {
      if (!isHexDigit(target, at + 1) || !isHexDigit(target, at + 2)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHexDigit(String text, int at) {
    return at < text.length() && HexFormat.isHexDigit(text.charAt(at));
  }

  private static boolean isWebSocket(HttpHeaders headers) {
    return headers.getAll(HttpHeaderNames.UPGRADE).stream()
        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("websocket"));
  }

  private static String checkHost(HttpRequest request) {
    String host = request.headers().get(HttpHeaderNames.HOST);
    if (host == null && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      throw malformed("no Host");
    }
    if (host != null && !Authority.isValid(host)) {
      throw malformed("a Host that is not a name or address, with or without a port");
    }
    return host;
  }

  private static void checkTarget(HttpRequest request, String host) {
    String target = request.uri();
    if (hasBrokenEscape(target)) {
      throw malformed("a path or query with an invalid % escape");
    }
    if (target.startsWith("/")) {
      return;
    }
    String method = request.method().name();
    if (target.equals("*") && method.equals("OPTIONS") || method.equals("CONNECT")) {
      return; // no path to check
    }
    Matcher absolute = ABSOLUTE.matcher(target);
    if (!absolute.matches()) {
      throw malformed("a request target that is neither a path nor a URL");
    }
    if (!absolute.group(1).equalsIgnoreCase(host)) {
      throw malformed("a request target of another host than Host");
    }
  }

  private static int count(HttpHeaders headers, AsciiString name) {
    return headers.contains(name) ? headers.getAll(name).size() : 0;
  }

  private static BadHeadException malformed(String why) {
    return new BadHeadException(ClientFault.MALFORMED_HEAD, why);
  }
}
