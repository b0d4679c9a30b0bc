package io.streamproc.core.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.util.regex.Pattern;

/** Translates the JSON parser's error messages into messages for the sender of the input. */
final class JsonFaults {
  private static final int MAX_LENGTH = 200;
  private static final char REPLACEMENT = '\uFFFD';

  /**
   * Begins the part of a message that is about options of the parser; the sender can't set them.
   */
  private static final Pattern ASIDE =
      Pattern.compile(
          ": enable `| \\(start marker| \\(not recognized|: was expecting \\(JSON| \\(JSON String|, from `");

  private JsonFaults() {}

  static String explain(JsonProcessingException e) {
    String what = printable(ASIDE.split(e.getOriginalMessage(), 2)[0]);
    return e instanceof StreamConstraintsException
        ? "is beyond a limit: " + asciiDigits(what) + ")"
        : "is not valid JSON: " + what;
  }

  /** The parser writes the numbers of its limits in the digits of the JVM's locale. */
  private static String asciiDigits(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** Short, and free of what an answer in JSON or a log line can't carry. */
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
