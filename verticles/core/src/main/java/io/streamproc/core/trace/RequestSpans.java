package io.streamproc.core.trace;

import io.streamproc.core.Names;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The spans of an HTTP server's requests. A span ends with its response and is the {@link
 * CurrentSpan} until then. The trace of the client is continued if it sends a {@code traceparent}.
 */
public final class RequestSpans {
  private static final int SERVER_ERROR = 500;

  private final RoleTracer tracer;
  private final String name;

  /**
   * @param name of all its spans, such as {@code POST /events}
   */
  public RequestSpans(RoleTracer tracer, String name) {
    this.tracer = tracer;
    this.name = name;
  }

  /** Starts the span of a request; must be called on the request's context. */
  public void start(HttpServerRequest request) {
    if (!tracer.isOn()) {
      return;
    }
    TraceSpan span =
        tracer.start(SpanKind.SERVER, name, request.getHeader(Names.HEADER_TRACEPARENT));
    if (span != TraceSpan.NONE) {
      CurrentSpan.set(span);
      request.response().endHandler(v -> end(span, request.response()));
    }
  }

  /** Called when the response has been sent, and when its connection is lost before. */
  private static void end(TraceSpan span, HttpServerResponse response) {
    if (!response.ended()) {
      span.fail("connection closed");
    } else {
      int status = response.getStatusCode();
      span.set("http.response.status_code", status);
      if (status >= SERVER_ERROR) {
        span.fail("status " + status);
      }
    }
    span.end();
  }
}
