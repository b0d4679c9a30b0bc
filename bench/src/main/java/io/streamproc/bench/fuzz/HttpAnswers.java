package io.streamproc.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parses the responses on one connection (RFC 9112). It is strict, because the project's own server
 * must follow the standard.
 */
final class HttpAnswers {
  private final List<Answer> answers = new ArrayList<>();
  private String rest;
  private String fault;

  /**
   * @param headers names in lower case
   */
  record Answer(int status, Map<String, String> headers, String body) {}

  private HttpAnswers(byte[] bytes, boolean closed) {
    rest = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean more = true;
    while (more && fault == null && !rest.isEmpty()) {
      more = next(closed);
    }
  }

  /**
   * @param bytes all bytes that the server sent
   * @param closed whether it has closed the connection, which ends a body without a length
   */
  static HttpAnswers parse(byte[] bytes, boolean closed) {
    return new HttpAnswers(bytes, closed);
  }

  /** Returns the complete responses, without interim ones. */
  List<Answer> answers() {
    return answers;
  }

  /** Returns the first text that is not HTTP, or null. */
  String fault() {
    return fault;
  }

  /** Returns the text after the last complete response. */
  String rest() {
    return rest;
  }

  private boolean next(boolean closed) {
    int end = rest.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    String[] lines = rest.substring(0, end).split("\r\n");
    if (!lines[0].matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      fault = "no status line: " + lines[0];
      return false;
    }
    int status = Integer.parseInt(lines[0].substring(9, 12));
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] field = lines[i].split(":", 2);
      if (field.length < 2) {
        fault = "no header field: " + lines[i];
        return false;
      }
      headers.put(field[0].toLowerCase(Locale.ROOT), field[1].strip());
    }
    if (status < 200) {
      rest = rest.substring(end + 4);
      return status != 101; // another protocol follows
    }
    return body(status, headers, end + 4, closed);
  }

  private boolean body(int status, Map<String, String> headers, int start, boolean closed) {
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      int end = rest.indexOf("0\r\n\r\n", start);
      return end >= 0 && add(status, headers, start, end + 5);
    }
    String length = headers.get("content-length");
    if (length == null) {
      boolean empty = status == 204 || status == 304;
      return (empty || closed) && add(status, headers, start, empty ? start : rest.length());
    }
    int end = start + Integer.parseInt(length);
    return (end <= rest.length() && add(status, headers, start, end))
        || (closed
            && rest.length() == start
            && add(status, headers, start, start)); // response to HEAD
  }

  private boolean add(int status, Map<String, String> headers, int start, int end) {
    answers.add(new Answer(status, headers, rest.substring(start, end)));
    rest = rest.substring(end);
    return true;
  }
}
