package io.streamproc.api;

import io.streamproc.api.idempotency.IdempotencyKey;
import io.streamproc.core.Names;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Reads a request's {@code Idempotency-Key}, over HTTP and the event bus alike. */
final class Keys {
  private static final CharSequence HEADER =
      HttpHeaders.createOptimized(Names.HEADER_IDEMPOTENCY_KEY);

  private Keys() {}

  /**
   * @return the key, or null if there is none
   * @throws Refusal if there is one that can't be taken
   */
  static IdempotencyKey of(MultiMap headers) {
    if (!headers.contains(HEADER)) {
      return null;
    }
    try {
      return IdempotencyKey.of(headers.getAll(HEADER));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalidKey(e.getMessage());
    }
  }
}
