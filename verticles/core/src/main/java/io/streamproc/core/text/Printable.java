package io.streamproc.core.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Text from outside (events, headers, files, settings, answers of servers) in a form that is safe
 * to print: characters that a terminal obeys, that reorder or hide their neighbours, or that begin
 * a new line, are shown as the escapes of JSON and Java, such as {@code \n} and {@code \u001b}.
 * These are Unicode's general categories Cc (controls), Cf (format: bidirectional overrides, marks
 * of zero width, the byte order mark), Cs (surrogates without their other half), Zs but the space
 * itself (spaces that look like it), Zl, Zp (line and paragraph separators), and noncharacters; see
 * the Unicode Standard, chapter 4.5 and Unicode Technical Report 36, section 2.10. Everything else,
 * a backslash included, stays as it is.
 */
public final class Printable {
  private static final HexFormat HEX = HexFormat.of();

  private Printable() {}

  /** On one line: line breaks and tabs are escaped as well. */
  public static String of(String text) {
    return escaped(text, "");
  }

  /** At most {@code limit} characters on one line; what is cut off is counted. */
  public static String of(String text, int limit) {
    if (text.length() <= limit) {
      return of(text);
    }
    int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    return of(text.substring(0, end)) + "… (" + text.length() + " characters)";
  }

  /** Keeps line feeds and tabs, for text of several lines. */
  public static String lines(String text) {
    return escaped(text, "\n\t");
  }

  /** Bytes that should be UTF-8, on one line; invalid bytes are shown as {@code \xff}. */
  public static String utf8(byte[] bytes) {
    return utf8(bytes, bytes.length);
  }

  /** As {@link #utf8(byte[])}, of the first {@code limit} bytes; what is cut off is counted. */
  public static String utf8(byte[] bytes, int limit) {
    int end = Math.min(limit, bytes.length);
    while (end < bytes.length && end > 0 && (bytes[end] & 0xC0) == 0x80 && limit - end < 4) {
      end--; // not in the middle of a character
    }
    String shown = decoded(ByteBuffer.wrap(bytes, 0, end));
    return end == bytes.length ? shown : shown + "… (" + bytes.length + " bytes)";
  }

  private static String decoded(ByteBuffer in) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(in.remaining());
    StringBuilder shown = new StringBuilder();
    while (true) {
      var result = decoder.decode(in, out, true);
      shown.append(of(out.flip().toString()));
      out.clear();
      if (!result.isError()) {
        return shown.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        shown.append("\\x").append(HEX.toHexDigits(in.get()));
      }
      decoder.reset();
    }
  }

  private static String escaped(String text, String kept) {
    int first = 0;
    while (first < text.length() && isPlain(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text; // the usual case
    }
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, first);
    text.substring(first)
        .codePoints()
        .forEach(
            c -> {
              if (kept.indexOf(c) >= 0 || !isHidden(c)) {
                out.appendCodePoint(c);
              } else {
                escape(c, out);
              }
            });
    return out.toString();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~';
  }

  private static boolean isHidden(int c) {
    return switch (c == ' ' ? Character.OTHER_SYMBOL : Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); // noncharacters
    };
  }

  private static void escape(int c, StringBuilder out) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        for (char unit : Character.toChars(c)) {
          out.append("\\u").append(HEX.toHexDigits(unit));
        }
      }
    }
  }
}
