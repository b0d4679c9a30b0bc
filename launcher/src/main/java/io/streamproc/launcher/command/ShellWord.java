package io.streamproc.launcher.command;

import io.streamproc.core.text.Printable;
import java.util.Locale;

/** Text as one word of a command line that a user copies into bash or zsh. */
final class ShellWord {
  private ShellWord() {}

  /**
   * Quoted where needed. Characters that must not reach a terminal are written as escapes in {@code
   * $'...'}, which bash and zsh understand; {@link Printable} lists these characters.
   */
  static String of(String text) {
    if (text.matches("[A-Za-z0-9_./:=+-]+")) {
      return text;
    }
    return isPrintable(text) ? "'" + text.replace("'", "'\\''") + "'" : escaped(text);
  }

  private static boolean isPrintable(String text) {
    return Printable.of(text).equals(text);
  }

  private static String escaped(String text) {
    StringBuilder word = new StringBuilder("$'");
    text.codePoints().forEach(c -> word.append(escaped(c)));
    return word.append('\'').toString();
  }

  private static String escaped(int c) {
    String text = Character.toString(c);
    return switch (c) {
      case '\'', '\\' -> "\\" + text;
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          isPrintable(text)
              ? text
              : String.format(Locale.ROOT, c < 0x80 ? "\\x%02x" : "\\U%08x", c);
    };
  }
}
