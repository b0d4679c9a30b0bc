package io.streamproc.launcher.logging;

import io.streamproc.core.text.Credentials;
import io.streamproc.core.text.Printable;
import java.util.regex.Pattern;

/**
 * Makes the text of log events safe to print. It may quote clients, files and servers: control
 * characters are escaped, credentials are masked, and no quoted line looks like a log line.
 */
final class SafeText {
  private static final Pattern LINE = Pattern.compile("\r?\n");

  /** Lines of a stack trace that quote nothing. */
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
