package io.streamproc.api.idempotency;

import io.streamproc.core.text.Sha256;
import java.util.HexFormat;

/**
 * The digest of a request's body, which distinguishes different bodies.
 *
 * @param sha256 the body's SHA-256, 64 lower-case hexadecimal digits
 */
public record Fingerprint(String sha256) {
  private static final int DIGITS = 64;

  /**
   * @throws IllegalArgumentException if it is not 64 hexadecimal digits
   */
  public Fingerprint {
    if (!isDigest(sha256)) {
      throw new IllegalArgumentException("no SHA-256: " + sha256);
    }
  }

  private static boolean isDigest(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return text.length() == DIGITS;
  }

  public static Fingerprint of(byte[] body) {
    return new Fingerprint(HexFormat.of().formatHex(Sha256.of(body)));
  }
}
