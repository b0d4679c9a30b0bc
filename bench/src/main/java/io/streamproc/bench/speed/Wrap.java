package io.streamproc.bench.speed;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Breaks prose into lines, as the documentation does. */
final class Wrap {
  private static final int WIDTH = 100;

  /** Inline code stays on one line: tests look for commands there. */
  private static final Pattern WORD = Pattern.compile("(?:`[^`]*`|[^\\s`])+");

  private Wrap() {}

  /** Breaks at spaces into lines of at most 100 characters; a longer word gets its own line. */
  static String at100(String prose) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String word : WORD.matcher(prose).results().map(MatchResult::group).toList()) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        text.append('\n');
        column = 0;
      } else if (column > 0) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
    }
    return text.toString();
  }
}
