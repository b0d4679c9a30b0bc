package io.streamproc.core.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Times in fields of HTTP messages (RFC 9110, 5.6.7), whole seconds. */
public final class HttpDate {
  private HttpDate() {}

  /**
   * @param text such as {@code Sun, 06 Nov 1994 08:49:37 GMT}, or null
   * @return empty if the text is null or has another form
   */
  public static Optional<Instant> parse(String text) {
    try {
      return Optional.ofNullable(text)
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
