package io.streamproc.core.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** An error response in the form of RFC 9457, {@code application/problem+json}. */
public final class Problem {
  static final String MEDIA_TYPE = "application/problem+json";

  private final int status;
  private final JsonObject body;

  /**
   * @param status HTTP status, 400 to 599
   * @param title the kind of problem, the same for every occurrence
   * @param detail a description of this occurrence; may be shown to the client
   */
  public Problem(int status, String title, String detail) {
    this.status = status;
    this.body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .put("detail", detail);
  }

  /** Adds an extension member. */
  public Problem with(String member, Object value) {
    body.put(member, value);
    return this;
  }

  public int status() {
    return status;
  }

  String title() {
    return body.getString("title");
  }

  public JsonObject toJson() {
    return body.copy();
  }

  /** Ends the response to a request, to a HEAD without content; otherwise as the other method. */
  public void send(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (request.method() != HttpMethod.HEAD) {
      send(response);
    } else if (!response.ended() && !response.closed()) {
      response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE).end();
    }
  }

  /** Ends the response, unless the client has already disconnected. */
  public void send(HttpServerResponse response) {
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .end(body.toBuffer());
  }
}
