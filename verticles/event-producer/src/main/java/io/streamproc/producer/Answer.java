package io.streamproc.producer;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * The outcome of one request.
 *
 * @param verdict the consequence for the batch
 * @param reason the answer or the failure in words, for the log
 * @param pause shortest wait before a retry that the API asks for; zero if it does not
 * @param before whether an earlier request with the same key had stored the events
 */
record Answer(Verdict verdict, String reason, Duration pause, boolean before) {
  /** Longer waits are cut to this: the API may be back long before. */
  static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private static final int MAX_REASON = 300;

  enum Verdict {
    /** The events are durable. */
    ACCEPTED,
    /** The same batch may go through later. */
    TRY_AGAIN,
    /** This batch will never go through. */
    REFUSED
  }

  /**
   * Only 202 says that the events are stored. 400, 409, 413, 415 and 422 say that the batch is
   * wrong, so a retry is pointless. Every other status, such as a proxy's 404 or 401, may change.
   *
   * @param retryAfter the header of that name, or null
   * @param now for a header that is a date
   */
  static Answer of(int status, String retryAfter, String body, Instant now) {
    Verdict verdict =
        switch (status) {
          case 202 -> Verdict.ACCEPTED;
          case 400, 409, 413, 415, 422 -> Verdict.REFUSED;
          default -> Verdict.TRY_AGAIN;
        };
    String text = body.length() <= MAX_REASON ? body : body.substring(0, MAX_REASON) + "…";
    return new Answer(
        verdict, ("status " + status + " " + text).strip(), pause(retryAfter, now), false);
  }

  /** The same answer, for a request whose events had been stored before. */
  Answer asRepeat() {
    return new Answer(verdict, reason, pause, true);
  }

  /** No answer: refused, reset, timed out. */
  static Answer failed(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return new Answer(Verdict.TRY_AGAIN, message, Duration.ZERO, false);
  }

  /** Retry-After is seconds or an HTTP date (RFC 9110, 10.2.3). */
  private static Duration pause(String header, Instant now) {
    if (header == null) {
      return Duration.ZERO;
    }
    String text = header.strip();
    if (text.matches("\\d{1,9}")) {
      return bounded(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      ZonedDateTime until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      return bounded(Duration.between(now, until.toInstant()));
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
  }
}
