package io.streamproc.core.http;

import java.util.Locale;

/** Client errors that are detected before a request handler is called. */
enum ClientFault {
  /** The head of a request is not HTTP or is ambiguous. */
  MALFORMED_HEAD("Malformed request"),
  /** The first bytes are TLS; the port speaks plain HTTP. */
  TLS("Plain HTTP expected"),
  /** The HTTP/2 preface; the port speaks HTTP/1.1. */
  HTTP2("HTTP/1.1 expected"),
  MALFORMED_CHUNK("Malformed chunk"),
  TOO_LONG("Request head too long"),
  /** A head, or the rest of a body, does not arrive in time. */
  TOO_SLOW("Request too slow"),
  MALFORMED_FRAME("Malformed WebSocket frame"),
  /** A violation of HTTP/2 (RFC 9113), or more of its frames than are allowed. */
  HTTP2_PROTOCOL("HTTP/2 protocol error"),
  /** The connection broke. */
  RESET("Connection reset"),
  TOO_MANY_CONNECTIONS("Too many connections"),
  TOO_MANY_REQUESTS("Too many requests"),
  FOREIGN_HOST("Foreign host"),
  FOREIGN_ORIGIN("Foreign origin"),
  /** A TLS handshake that fails, or plain HTTP on a port with TLS. */
  HANDSHAKE("TLS handshake failed"),
  /** No valid key or token. */
  UNAUTHENTICATED("Not authenticated"),
  /** A valid key or token without the scope. */
  FORBIDDEN("Not allowed");

  private final String title;

  ClientFault(String title) {
    this.title = title;
  }

  /** The title of the problem. */
  String title() {
    return title;
  }

  /** The name in metrics and logs. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
