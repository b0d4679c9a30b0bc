package io.streamproc.api;

import io.streamproc.core.event.EventFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Maps the {@code Content-Type} of a request (RFC 9110, 8.3) to the layout of its body.
 *
 * <p>{@code application/x-www-form-urlencoded} is the default of curl and wget for every body.
 * Pages of other sites may send it, and {@code text/plain}, without a preflight request. So the
 * type gives no protection; the origin check does.
 */
public final class MediaTypes {
  /** Accepted types, as the value of an {@code Accept-Post} header. */
  public static final String ACCEPTED =
      "application/json, application/x-ndjson, application/ndjson, application/jsonl, text/plain,"
          + " application/text";

  private static final List<String> LINES =
      List.of(
          "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/x-jsonl",
          "application/jsonlines",
          "application/x-jsonlines",
          "application/json-lines",
          "application/stream+json",
          "application/x-json-stream",
          "text/x-ndjson");

  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii", "ascii");
  private static final Map<String, EventFormat> FORMATS = formats();

  private static Map<String, EventFormat> formats() {
    Map<String, EventFormat> formats = new HashMap<>();
    formats.put("application/json", EventFormat.JSON);
    formats.put("text/json", EventFormat.JSON);
    LINES.forEach(type -> formats.put(type, EventFormat.LINES));
    formats.put("text/plain", EventFormat.EITHER);
    formats.put("application/text", EventFormat.EITHER);
    formats.put("application/x-www-form-urlencoded", EventFormat.EITHER);
    return Map.copyOf(formats);
  }

  private MediaTypes() {}

  /**
   * @param contentType the header's value, or null
   * @return the layout
   * @throws IllegalArgumentException if the type is not accepted or its charset is neither UTF-8
   *     nor ASCII; the message says what to send
   */
  public static EventFormat format(String contentType) {
    if (contentType == null) {
      return EventFormat.EITHER;
    }
    EventFormat plain = FORMATS.get(contentType);
    return plain != null ? plain : parse(contentType);
  }

  private static EventFormat parse(String contentType) {
    String[] parts = contentType.split(";", -1);
    EventFormat format = FORMATS.get(parts[0].strip().toLowerCase(Locale.ROOT));
    if (format == null) {
      throw new IllegalArgumentException("send UTF-8 in one of " + ACCEPTED + hint(parts[0]));
    }
    for (int i = 1; i < parts.length; i++) {
      checkParameter(parts[i].toLowerCase(Locale.ROOT));
    }
    return format;
  }

  private static String hint(String type) {
    return type.toLowerCase(Locale.ROOT).contains("msgpack")
        ? "; in Fluent Bit: 'format json_lines'"
        : "";
  }

  private static void checkParameter(String parameter) {
    String[] sides = parameter.split("=", 2);
    if (!sides[0].strip().equals("charset")) {
      return;
    }
    String charset = sides.length < 2 ? "" : sides[1].strip();
    if (charset.length() > 1 && charset.startsWith("\"") && charset.endsWith("\"")) {
      charset = charset.substring(1, charset.length() - 1);
    }
    if (!CHARSETS.contains(charset)) {
      throw new IllegalArgumentException("send the body in UTF-8, with charset=utf-8 or without");
    }
  }
}
