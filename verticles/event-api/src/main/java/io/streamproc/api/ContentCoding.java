package io.streamproc.api;

import io.streamproc.api.request.Refusal;
import java.util.List;
import java.util.Locale;

/** Compression of a request's body (RFC 9110, 8.4; zstd: RFC 8878, RFC 9659). */
enum ContentCoding {
  IDENTITY,
  GZIP,
  ZSTD,
  DEFLATE;

  /** Accepted codings, as the value of an {@code Accept-Encoding} header. */
  static final String ACCEPTED = "gzip, zstd, deflate, identity";

  /**
   * @param headers values of the {@code Content-Encoding} headers
   * @throws Refusal if a coding is not accepted, or there are several
   */
  static ContentCoding of(List<String> headers) {
    ContentCoding coding = IDENTITY;
    for (String header : headers) {
      for (String name : header.split(",", -1)) {
        ContentCoding next = named(name.strip().toLowerCase(Locale.ROOT));
        if (coding != IDENTITY && next != IDENTITY) {
          throw Refusal.mediaType("compress the body once, with one of " + ACCEPTED);
        }
        coding = next == IDENTITY ? coding : next;
      }
    }
    return coding;
  }

  private static ContentCoding named(String name) {
    return switch (name) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "zstd" -> ZSTD;
      case "deflate" -> DEFLATE;
      default -> throw Refusal.mediaType("send Content-Encoding " + ACCEPTED + ", or none");
    };
  }
}
