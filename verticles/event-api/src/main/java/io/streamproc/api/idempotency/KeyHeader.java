package io.streamproc.api.idempotency;

import io.streamproc.api.request.Refusal;
import io.streamproc.core.Names;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.function.Function;

/** Reads a request's {@code Idempotency-Key} header, over HTTP and the event bus alike. */
public final class KeyHeader {
  private static final CharSequence NAME =
      HttpHeaders.createOptimized(Names.HEADER_IDEMPOTENCY_KEY);

  private KeyHeader() {}

  /**
   * Reads what a client has sent.
   *
   * @param owner id of the client; empty if it is not known
   * @return the key, or null if there is none
   * @throws Refusal if the key is not valid, or there are several
   */
  public static IdempotencyKey read(MultiMap headers, String owner) {
    return read(headers, values -> IdempotencyKey.of(values, owner));
  }

  /** Reads what another instance has sent; otherwise as {@link #read(MultiMap, String)}. */
  static IdempotencyKey readRouted(MultiMap headers) {
    return read(headers, IdempotencyKey::single);
  }

  private static IdempotencyKey read(
      MultiMap headers, Function<List<String>, IdempotencyKey> reader) {
    if (!headers.contains(NAME)) {
      return null;
    }
    try {
      return reader.apply(headers.getAll(NAME));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalidKey(e.getMessage());
    }
  }
}
