package io.streamproc.core.http;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AttributeKey;
import io.streamproc.core.auth.DeniedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.function.Predicate;

/** Refuses requests: sends the problem as the response, and counts the client's error. */
final class Refusals {
  /** So many requests without a valid key, or beyond the open ones, end their connection. */
  static final int MOST_ON_A_CONNECTION = 20;

  private static final AttributeKey<Integer> REFUSED =
      AttributeKey.valueOf(Refusals.class, "refused");

  private final ClientFaults faults;
  private final Predicate<SocketAddress> oneClient;

  /**
   * @param oneClient whether the connections of an address are those of a single client; else they
   *     do not end, because they also have requests of others
   */
  Refusals(ClientFaults faults, Predicate<SocketAddress> oneClient) {
    this.faults = faults;
    this.oneClient = oneClient;
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

  /**
   * More requests in HTTP/2 at once than an address may have: no response, which would wait too.
   */
  void tooManyStreams(HttpServerRequest request) {
    if (isEnding(request)) {
      return;
    }
    String detail = "too many requests at once; see http.max-connections";
    faults.note(ClientFault.TOO_MANY_REQUESTS, request.remoteAddress(), detail);
    request.response().reset(Http2Error.REFUSED_STREAM.code());
    count(request);
  }

  /** No valid key or token, or one without the scope. */
  void denied(HttpServerRequest request, DeniedException e) {
    if (isEnding(request)) {
      return;
    }
    if (e.status() == 503) {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    } else {
      request.response().putHeader("WWW-Authenticate", e.challenge());
    }
    ClientFault fault = e.status() == 403 ? ClientFault.FORBIDDEN : ClientFault.UNAUTHENTICATED;
    send(request, e.status(), fault, e.getMessage());
    if (e.status() == 401) { // and not 503, while the issuer's keys are unknown
      count(request);
    }
  }

  /**
   * Counts a refused request, and ends the connection with the last one that is allowed. Such a
   * request costs its client less than the server, but a new connection costs both.
   */
  private void count(HttpServerRequest request) {
    if (!oneClient.test(request.remoteAddress())) {
      return;
    }
    int now = counted(request) + 1;
    HttpSurface.channel(request).attr(REFUSED).set(now);
    if (now == MOST_ON_A_CONNECTION) {
      request.connection().close();
    }
  }

  /** Whether the connection of a request is being ended for those before it. */
  private static boolean isEnding(HttpServerRequest request) {
    return counted(request) >= MOST_ON_A_CONNECTION;
  }

  private static int counted(HttpServerRequest request) {
    Integer before = HttpSurface.channel(request).attr(REFUSED).get();
    return before == null ? 0 : before;
  }

  private void send(HttpServerRequest request, int status, ClientFault fault, String detail) {
    faults.note(fault, request.remoteAddress(), detail);
    new Problem(status, fault.title(), detail).send(request);
  }
}
