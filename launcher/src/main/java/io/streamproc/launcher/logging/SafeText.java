package io.streamproc.launcher.logging;

import io.streamproc.core.text.Credentials;
import io.streamproc.core.text.Printable;
import java.util.regex.Pattern;

/**
 * Makes the text of log events safe to print. The text may contain input of clients, files and
 * servers: control characters are escaped, credentials are masked, and no line of it looks like a
 * log line.
 */
final class SafeText {
  private static final Pattern LINE = Pattern.compile("\r?\n");

  /** Lines of a stack trace that contain no foreign text. */
  private static final Pattern QUOTED_LINE =
      Pattern.compile("\r?\n(?!\t(?:at |\\.\\.\\. |Suppressed: |Caused by: )|Caused by: |$)");

  private SafeText() {}

  static String of(String message) {
    return shown(LINE.matcher(message).replaceAll("\n    "));
  }

  static String ofTrace(String trace) {
    return shown(QUOTED_LINE.matcher(trace).replaceAll("\n    "));
  }

  /** For a value of JSON, where line breaks are escaped and can't forge a line. */
  static String inJson(String text) {
    return shown(text);
  }

  private static String shown(String text) {
    return Printable.lines(Credentials.masked(text));
  }
}
