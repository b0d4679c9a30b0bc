package io.streamproc.core.api;

import io.streamproc.core.text.Sha256;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A strong entity tag: {@code "HASH"}, {@code "HASH-READ"}, and {@code "HASH-READ.gz"} for the
 * compressed bytes, which are another representation (RFC 9110, 8.8.3.3).
 *
 * @param hash of what has to be equal
 * @param read tells apart representations with the same hash but different bytes; may be empty
 */
public record EntityTag(String hash, String read) {
  private static final String COMPRESSED = ".gz";
  private static final int HASH_BYTES = 16;

  /** The hash of a content, hexadecimal. */
  static String hash(byte[] content) {
    return HexFormat.of().formatHex(Sha256.of(content), 0, HASH_BYTES);
  }

  /** The weak tag of a content whose bytes may be compressed on the way: {@code W/"HASH"}. */
  public static String weak(byte[] content) {
    return "W/\"" + hash(content) + '"';
  }

  /** The value of {@code ETag}. */
  String text(boolean compressed) {
    return '"' + hash + (read.isEmpty() ? "" : "-" + read) + (compressed ? COMPRESSED : "") + '"';
  }

  /**
   * Finds a tag of a representation with the same hash among those that a client has.
   *
   * @param known the values of {@code If-None-Match}
   * @param compressed whether the tag has to be one of compressed bytes
   * @return the tag as the client has it
   */
  Optional<String> find(List<String> known, boolean compressed) {
    for (String field : known) {
      for (String one : field.split(",", -1)) {
        String tag = one.strip();
        if (tag.equals("*")) {
          return Optional.of(text(compressed));
        }
        String strong = tag.startsWith("W/") ? tag.substring(2) : tag; // compared weakly, 13.1.2
        if (isSame(strong, compressed)) {
          return Optional.of(strong);
        }
      }
    }
    return Optional.empty();
  }

  private boolean isSame(String tag, boolean compressed) {
    return tag.endsWith(COMPRESSED + '"') == compressed
        && (read.isEmpty() ? tag.equals(text(compressed)) : tag.matches(pattern()));
  }

  /** The hash is hexadecimal, so nothing of it needs to be quoted. */
  private String pattern() {
    return '"' + hash + "-[0-9a-z]{1,13}(\\.gz)?\"";
  }
}
