package io.streamproc.core.api;

import io.streamproc.core.auth.Scope;
import io.streamproc.core.http.AccessRule;
import io.streamproc.core.http.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Serves the description of the API (OpenAPI 3.1). One file describes all servers, and everyone may
 * read it, because it contains nothing of an installation.
 */
public final class ApiDescription {
  /** The path at every server. */
  public static final String PATH = "/openapi.yaml";

  private static final String MEDIA_TYPE = "application/yaml"; // RFC 9512

  private final Buffer content;
  private final String tag;

  public ApiDescription() {
    byte[] bytes = read();
    content = Buffer.buffer(bytes);
    tag = EntityTag.weak(bytes); // servers may compress it
  }

  /** The text of the description, UTF-8. */
  public static byte[] read() {
    try (InputStream in = ApiDescription.class.getResourceAsStream(PATH)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a request is for the description. */
  public static boolean isAskedFor(HttpServerRequest request) {
    return PATH.equals(request.path());
  }

  /** The rule of a server whose other requests all need one scope. */
  public static AccessRule rule(Scope others) {
    AccessRule rest = AccessRule.always(others);
    return request -> isAskedFor(request) ? Optional.empty() : rest.scope(request);
  }

  /** Ends the response. */
  public void send(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    HttpMethod method = request.method();
    if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
      response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      new Problem(405, "Method not allowed", method + " is not served at " + PATH).send(request);
      return;
    }
    response.putHeader(HttpHeaders.ETAG, tag).putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    response.headers().add(HttpHeaders.VARY, "Accept-Encoding"); // beside Origin
    if (tag.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
    if (method == HttpMethod.HEAD) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length())).end();
    } else {
      response.end(content);
    }
  }
}
