package io.streamproc.api.idempotency;

import io.streamproc.core.text.Sha256;
import java.util.HexFormat;
import java.util.List;

/**
 * The idempotency key of a request, unique within the window. The client's text is used verbatim:
 * the quotes of a structured field (RFC 8941) are part of it. The keys of clients that authenticate
 * belong to them, so that no client can read or take the key of another.
 *
 * @param text 1 to 255 visible ASCII characters, after the owner and a space if there is an owner
 */
public record IdempotencyKey(String text) {
  private static final int LONGEST = 255;
  private static final int OWNER_DIGITS = 16;

  /**
   * @throws IllegalArgumentException that says what is wrong, without the key's text
   */
  public IdempotencyKey {
    int begin = isOwned(text) ? OWNER_DIGITS + 1 : 0;
    int length = text.length() - begin;
    if (length == 0 || length > LONGEST) {
      throw new IllegalArgumentException("must have 1 to 255 characters, not " + length);
    }
    for (int i = begin; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
        throw new IllegalArgumentException("must be of visible ASCII characters only");
      }
    }
  }

  /** Whether a text begins with an owner and a space, and goes on after them. */
  private static boolean isOwned(String text) {
    if (text.length() <= OWNER_DIGITS + 1 || text.charAt(OWNER_DIGITS) != ' ') {
      return false;
    }
    for (int i = 0; i < OWNER_DIGITS; i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  /**
   * The key that a client chose.
   *
   * @param values of all headers of that name, at least one
   * @param owner id of the client; empty if it is not known
   * @throws IllegalArgumentException as the constructor, and if there are several
   */
  public static IdempotencyKey of(List<String> values, String owner) {
    IdempotencyKey key = single(values);
    if (key.text.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("must be of visible ASCII characters only");
    }
    return owner.isEmpty() ? key : new IdempotencyKey(digits(owner) + " " + key.text);
  }

  /**
   * A key that another instance has read, with its owner.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  static IdempotencyKey single(List<String> values) {
    if (values.size() > 1) {
      throw new IllegalArgumentException("must be given once, not " + values.size() + " times");
    }
    return new IdempotencyKey(values.get(0));
  }

  private static String digits(String owner) {
    return HexFormat.of().formatHex(Sha256.of(owner), 0, OWNER_DIGITS / 2);
  }

  /** The owner in a key's text; empty if it has none. */
  static String owner(String text) {
    return isOwned(text) ? text.substring(0, OWNER_DIGITS) : "";
  }

  /**
   * Returns the key's slot. It is the same on every instance, because Java specifies the hash of a
   * string.
   */
  int slot(int slots) {
    return Math.floorMod(text.hashCode(), slots);
  }
}
