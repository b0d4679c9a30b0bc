package io.streamproc.testkit;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request and its response, as text.
 *
 * @param target path and query
 * @param requestHeaders by names in lower case
 * @param requestBody null if it is unknown or not text
 * @param responseHeaders by names in lower case
 */
public record Exchange(
    String method,
    String target,
    Map<String, String> requestHeaders,
    String requestBody,
    int status,
    Map<String, String> responseHeaders,
    String body) {

  /**
   * @param requestBody null if it is unknown or not text
   */
  public static Exchange of(HttpResponse<String> response, String requestBody) {
    URI uri = response.request().uri();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new Exchange(
        response.request().method(),
        uri.getRawPath() + query,
        joined(response.request().headers().map()),
        requestBody,
        response.statusCode(),
        joined(response.headers().map()),
        response.body());
  }

  /**
   * @param head the lines of the request's head, as they were sent
   * @param response the whole response, as it was received
   */
  public static Exchange ofRaw(String head, String response) {
    String[] line = head.split("\r\n", 2)[0].split(" ", 3);
    String[] parts = response.split("\r\n\r\n", 2);
    String[] lines = parts[0].split("\r\n");
    return new Exchange(
        line[0],
        line[1],
        fields(head.split("\r\n\r\n", 2)[0].split("\r\n")),
        null,
        Integer.parseInt(lines[0].split(" ", 3)[1]),
        fields(lines),
        parts.length > 1 ? parts[1] : "");
  }

  /** A copy with the text of the request's body. */
  public Exchange withRequestBody(String text) {
    return new Exchange(method, target, requestHeaders, text, status, responseHeaders, body);
  }

  private static Map<String, String> fields(String[] lines) {
    Map<String, String> fields = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] sides = lines[i].split(":", 2);
      fields.merge(
          sides[0].toLowerCase(Locale.ROOT), sides[1].strip(), (first, next) -> first + "," + next);
    }
    return fields;
  }

  private static Map<String, String> joined(Map<String, List<String>> headers) {
    Map<String, String> all = new TreeMap<>();
    headers.forEach(
        (name, values) -> all.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    return all;
  }

  String path() {
    return target.split("\\?", 2)[0];
  }

  /** The parameters of the query, decoded; of repeated ones the last. */
  Map<String, String> query() {
    Map<String, String> parameters = new TreeMap<>();
    String[] sides = target.split("\\?", 2);
    if (sides.length > 1) {
      for (String one : sides[1].split("&", -1)) {
        String[] pair = one.split("=", 2);
        parameters.put(decode(pair[0]), pair.length > 1 ? decode(pair[1]) : "");
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  String requestHeader(String name) {
    return requestHeaders.get(name.toLowerCase(Locale.ROOT));
  }

  String responseHeader(String name) {
    return responseHeaders.get(name.toLowerCase(Locale.ROOT));
  }

  String line() {
    return method + " " + (target.length() > 200 ? path() : target) + " -> " + status;
  }
}
