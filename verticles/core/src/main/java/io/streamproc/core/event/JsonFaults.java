package io.streamproc.core.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.util.regex.Pattern;

/** Translates the JSON parser's error messages into messages for the sender of the input. */
final class JsonFaults {
  private static final int MAX_LENGTH = 200;
  private static final char REPLACEMENT = '\uFFFD';

  /** The beginning of hints about parser options, which the sender can't set. */
  private static final Pattern ASIDE =
      Pattern.compile(
          ": enable `| \\(start marker| \\(not recognized|: was expecting"
              + " \\(JSON| \\(JSON String|, from `");

  private JsonFaults() {}

  static String explain(JsonProcessingException e) {
    String what = printable(ASIDE.split(e.getOriginalMessage(), 2)[0]);
    return e instanceof StreamConstraintsException
        ? "is beyond a limit: " + asciiDigits(what) + ")"
        : "is not valid JSON: " + what;
  }

  /** The parser formats the numbers of its limits with the digits of the JVM's locale. */
  private static String asciiDigits(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** Shortened, and without characters that are unsafe in a JSON response or a log line. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder();
    int length = Math.min(text.length(), MAX_LENGTH);
    for (int i = 0, c; i < length; i += Character.charCount(c)) {
      c = text.codePointAt(i);
      boolean shown = !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
      out.appendCodePoint(shown ? c : REPLACEMENT);
    }
    return text.length() > MAX_LENGTH ? out.append('…').toString() : out.toString();
  }
}
