package io.streamproc.core.http;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.streamproc.core.auth.DeniedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Refuses requests: sends the problem as the response, and counts the client's error. */
final class Refusals {
  private final ClientFaults faults;

  Refusals(ClientFaults faults) {
    this.faults = faults;
  }

  /** A head that could not be decoded, or that is ambiguous. The connection is then closed. */
  void badHead(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof PrematureChannelClosureException) {
      faults.note(ClientFault.RESET, request.remoteAddress(), cause.getMessage());
      return; // the client has disconnected
    }
    ClientFault fault = ClientFault.MALFORMED_HEAD;
    int status = 400;
    if (cause instanceof BadHeadException e) {
      fault = e.fault();
    } else if (cause instanceof TooLongHttpLineException) {
      fault = ClientFault.TOO_LONG;
      status = 414;
    } else if (cause instanceof TooLongHttpHeaderException) {
      fault = ClientFault.TOO_LONG;
      status = 431;
    }
    String detail = String.valueOf(cause.getMessage());
    faults.note(fault, request.remoteAddress(), detail);
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    new Problem(status, fault.title(), detail).send(request.response()); // the guard then closes
  }

  /** A request in HTTP/2 that is ambiguous. */
  void unclear(HttpServerRequest request) {
    send(request, 400, ClientFault.MALFORMED_HEAD, "an ambiguous or malformed request");
  }

  void foreignHost(HttpServerRequest request, String host) {
    String detail = host + " is none of the names of this server; see http.hosts";
    send(request, 421, ClientFault.FOREIGN_HOST, detail);
  }

  void foreignOrigin(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    String page = origin == null ? "a page of another site" : "a page of " + origin;
    String detail = page + " may not use this server; see http.origins";
    send(request, 403, ClientFault.FOREIGN_ORIGIN, detail);
  }

  /** Too many requests of one key or one address. */
  void tooMany(HttpServerRequest request, RateLimiter.Left left) {
    request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(left.waitSeconds()));
    String detail =
        "the next request may come in "
            + left.waitSeconds()
            + " s; see http.rate-per-key and http.rate-per-address";
    send(request, 429, ClientFault.TOO_MANY_REQUESTS, detail);
  }

  /** No valid key or token, or one without the scope. */
  void denied(HttpServerRequest request, DeniedException e) {
    if (e.status() == 503) {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    } else {
      request.response().putHeader("WWW-Authenticate", e.challenge());
    }
    ClientFault fault = e.status() == 403 ? ClientFault.FORBIDDEN : ClientFault.UNAUTHENTICATED;
    send(request, e.status(), fault, e.getMessage());
  }

  private void send(HttpServerRequest request, int status, ClientFault fault, String detail) {
    faults.note(fault, request.remoteAddress(), detail);
    if (request.method() == HttpMethod.HEAD) {
      request.response().setStatusCode(status).end();
    } else {
      new Problem(status, fault.title(), detail).send(request.response());
    }
  }
}
