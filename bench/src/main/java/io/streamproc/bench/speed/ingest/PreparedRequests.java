package io.streamproc.bench.speed.ingest;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The bytes of requests to an ingest server, prepared once. With keys, only the key differs from
 * one request to the next. Not thread-safe.
 */
public final class PreparedRequests implements Requests {
  private static final int KEY_DIGITS = 16;
  private static final String NO_KEY = "";

  private final byte[] request;
  private final int keyAt; // -1 without keys
  private final HexFormat hex = HexFormat.of();
  private long next;

  private PreparedRequests(byte[] request, int keyAt) {
    this.request = request;
    this.keyAt = keyAt;
  }

  /**
   * Requests that are all alike.
   *
   * @param type media type
   */
  public static PreparedRequests alike(String type, String body) {
    return new PreparedRequests(text(type, NO_KEY, body).getBytes(StandardCharsets.UTF_8), -1);
  }

  /** Requests of which each has an {@code Idempotency-Key} that no other one has. */
  static PreparedRequests keyed(String type, String body) {
    String digits = "0".repeat(KEY_DIGITS);
    String header = "Idempotency-Key: " + UUID.randomUUID() + "-" + digits + "\r\n";
    String text = text(type, header, body);
    return new PreparedRequests(
        text.getBytes(StandardCharsets.UTF_8), text.indexOf(digits + "\r\n"));
  }

  private static String text(String type, String header, String body) {
    return Requests.text(type, header, body);
  }

  @Override
  public Buffer next(long intended) {
    return next();
  }

  /** The next request. */
  Buffer next() {
    if (keyAt < 0) {
      return Buffer.buffer(request);
    }
    byte[] own = request.clone();
    String digits = hex.toHexDigits(next++);
    for (int i = 0; i < KEY_DIGITS; i++) {
      own[keyAt + i] = (byte) digits.charAt(i);
    }
    return Buffer.buffer(own);
  }
}
