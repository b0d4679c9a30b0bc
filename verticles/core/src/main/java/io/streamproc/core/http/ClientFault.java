package io.streamproc.core.http;

import java.util.Locale;

/** Faults of a client that are found before a request handler is called. */
enum ClientFault {
  /** The head of a request is not HTTP or is ambiguous. */
  MALFORMED_HEAD("Malformed request"),
  /** The first bytes are TLS; the port speaks plain HTTP. */
  TLS("Plain HTTP expected"),
  /** The HTTP/2 preface; the port speaks HTTP/1.1. */
  HTTP2("HTTP/1.1 expected"),
  MALFORMED_CHUNK("Malformed chunk"),
  TOO_LONG("Request head too long"),
  /** A head, or the rest of a body, that does not come in time. */
  TOO_SLOW("Request too slow"),
  MALFORMED_FRAME("Malformed WebSocket frame"),
  /** The connection broke. */
  RESET("Connection reset"),
  TOO_MANY_CONNECTIONS("Too many connections"),
  FOREIGN_HOST("Foreign host"),
  FOREIGN_ORIGIN("Foreign origin");

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
