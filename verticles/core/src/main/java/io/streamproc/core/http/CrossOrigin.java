package io.streamproc.core.http;

import io.streamproc.core.Names;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Cross-origin resource sharing (WHATWG Fetch, 3.2): lets a page of an allowed origin send requests
 * and read the responses.
 */
final class CrossOrigin {
  /** Response headers that scripts of the page may read, besides those that they always may. */
  private static final String EXPOSED =
      "ETag, RateLimit, RateLimit-Policy, Retry-After, " + Names.HEADER_IDEMPOTENCY_REPLAYED;

  private static final String PREFLIGHT_SECONDS = "600";

  private CrossOrigin() {}

  /**
   * Adds the header fields that the page's browser needs.
   *
   * @return true if the request was a preflight, which is answered
   */
  static boolean share(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, request.getHeader(HttpHeaders.ORIGIN))
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
        .putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    String method = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    if (request.method() != HttpMethod.OPTIONS || method == null) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
      return false;
    }
    String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    if (headers != null) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
    }
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, method)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
        .setStatusCode(204)
        .end();
    return true;
  }
}
