package io.streamproc.api.idempotency;

import io.streamproc.api.request.Refusal;
import io.streamproc.core.Names;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Reads a request's {@code Idempotency-Key} header, over HTTP and the event bus alike. */
public final class KeyHeader {
  private static final CharSequence NAME =
      HttpHeaders.createOptimized(Names.HEADER_IDEMPOTENCY_KEY);

  private KeyHeader() {}

  /**
   * @return the key, or null if there is none
   * @throws Refusal if the key is not valid, or there are several
   */
  public static IdempotencyKey read(MultiMap headers) {
    if (!headers.contains(NAME)) {
      return null;
    }
    try {
      return IdempotencyKey.of(headers.getAll(NAME));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalidKey(e.getMessage());
    }
  }
}
