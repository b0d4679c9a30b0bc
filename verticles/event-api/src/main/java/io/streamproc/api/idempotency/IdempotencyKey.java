package io.streamproc.api.idempotency;

import java.util.List;

/**
 * The idempotency key that a client chose for a request, unique within the window. It is used
 * verbatim: the quotes of a structured field (RFC 8941) are part of it.
 *
 * @param text 1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String text) {
  private static final int LONGEST = 255;

  /**
   * @throws IllegalArgumentException saying what is wrong, without the key's text
   */
  public IdempotencyKey {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new IllegalArgumentException("must have 1 to 255 characters, not " + text.length());
    }
    if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("must be of visible ASCII characters only");
    }
  }

  /**
   * @param values of all headers of that name, at least one
   * @throws IllegalArgumentException as the constructor, and if there are several
   */
  public static IdempotencyKey of(List<String> values) {
    if (values.size() > 1) {
      throw new IllegalArgumentException("must be given once, not " + values.size() + " times");
    }
    return new IdempotencyKey(values.get(0));
  }

  /** The key's slot, the same on every instance: Java specifies the hash of a string. */
  int slot(int slots) {
    return Math.floorMod(text.hashCode(), slots);
  }
}
