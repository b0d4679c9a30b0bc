package io.streamproc.core.http;

import java.util.Locale;

/** What a client can do wrong before any handler of ours is asked. */
enum ClientFault {
  /** The head of a request is no HTTP, or can be read in two ways. */
  MALFORMED_HEAD("Malformed request"),
  /** The first bytes are TLS; the port speaks plain HTTP. */
  TLS("Plain HTTP expected"),
  /** The HTTP/2 preface; the port speaks HTTP/1.1. */
  HTTP2("HTTP/1.1 expected"),
  MALFORMED_CHUNK("Malformed chunk"),
  TOO_LONG("Request head too long"),
  /** A head or a rest of a body that does not come in time. */
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

  /** For problems. */
  String title() {
    return title;
  }

  /** For metrics and the log. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
