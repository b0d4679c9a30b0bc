package io.streamproc.launcher.logging;

import io.streamproc.core.text.Credentials;
import io.streamproc.core.text.Printable;
import java.util.regex.Pattern;

/**
 * Text of log lines, which quotes what clients send, files hold and servers answer: control
 * characters as escapes, credentials masked, and no line that could be taken for a line of its own.
 */
final class SafeText {
  private static final Pattern LINE = Pattern.compile("\r?\n");

  /** The lines of a trace that are no quotation. */
  private static final Pattern QUOTED_LINE =
      Pattern.compile("\r?\n(?!\t(?:at |\\.\\.\\. |Suppressed: |Caused by: )|Caused by: |$)");

  private SafeText() {}

  static String of(String message) {
    return shown(LINE.matcher(message).replaceAll("\n    "));
  }

  static String ofTrace(String trace) {
    return shown(QUOTED_LINE.matcher(trace).replaceAll("\n    "));
  }

  private static String shown(String text) {
    return Printable.lines(Credentials.masked(text));
  }
}
