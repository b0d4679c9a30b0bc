package io.streamproc.api;

import io.streamproc.core.event.EventFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a request's {@code Content-Type} says about the layout of its body (RFC 9110, 8.3). */
public final class MediaTypes {
  /** What is taken, in the form of an {@code Accept-Post} header. */
  public static final String ACCEPTED =
      "application/json, application/x-ndjson, application/ndjson, text/plain, application/text";

  private static final Map<String, EventFormat> FORMATS =
      Map.of(
          "application/json", EventFormat.JSON,
          "application/x-ndjson", EventFormat.LINES,
          "application/ndjson", EventFormat.LINES,
          "text/plain", EventFormat.EITHER,
          "application/text", EventFormat.EITHER);

  private MediaTypes() {}

  /**
   * @param contentType the header's value, or null if there is none
   * @return the layout, or empty if the type is not taken or its charset is neither UTF-8 nor ASCII
   */
  public static Optional<EventFormat> format(String contentType) {
    if (contentType == null) {
      return Optional.of(EventFormat.EITHER);
    }
    EventFormat plain = FORMATS.get(contentType);
    return plain != null ? Optional.of(plain) : parse(contentType);
  }

  private static Optional<EventFormat> parse(String contentType) {
    String[] parts = contentType.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      if (!acceptable(parts[i].strip().toLowerCase(Locale.ROOT))) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(FORMATS.get(parts[0].strip().toLowerCase(Locale.ROOT)));
  }

  private static boolean acceptable(String parameter) {
    if (!parameter.startsWith("charset=")) {
      return true;
    }
    String charset = parameter.substring("charset=".length());
    if (charset.length() > 1 && charset.startsWith("\"") && charset.endsWith("\"")) {
      charset = charset.substring(1, charset.length() - 1);
    }
    return charset.equals("utf-8") || charset.equals("us-ascii");
  }
}
