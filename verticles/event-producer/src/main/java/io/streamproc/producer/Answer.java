package io.streamproc.producer;

import io.streamproc.core.text.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * The outcome of one request.
 *
 * @param verdict the consequence for the batch
 * @param cause kind of the outcome, for the metrics
 * @param reason text of the answer or of the failure, for the log
 * @param pause shortest wait before a retry that the API asks for, or zero
 * @param before whether an earlier request with the same key had already stored the events
 */
record Answer(Verdict verdict, Cause cause, String reason, Duration pause, boolean before) {
  /** Longer waits are cut to this value: the API may be back much earlier. */
  static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private static final int MAX_REASON = 300;

  /** Kinds of outcomes. */
  enum Cause {
    /** 2xx, or a status that rejects the batch. */
    ANSWERED,
    /** 429: this client sends too much. */
    RATE_LIMITED,
    /** 503: event-api is overloaded or can't reach Kafka. */
    UNAVAILABLE,
    /** Any other status. */
    OTHER_STATUS,
    /** No response: refused, reset or timed out. */
    NO_RESPONSE;

    String tag() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Cause of(int status, Verdict verdict) {
      if (verdict != Verdict.TRY_AGAIN) {
        return ANSWERED;
      }
      return switch (status) {
        case 429 -> RATE_LIMITED;
        case 503 -> UNAVAILABLE;
        default -> OTHER_STATUS;
      };
    }
  }

  enum Verdict {
    /** The events are durable. */
    ACCEPTED,
    /** A retry of the same batch may succeed. */
    TRY_AGAIN,
    /** This batch will never go through. */
    REFUSED
  }

  /**
   * Maps an HTTP response to a verdict. Only 202 means that the events are stored. 400, 409, 413,
   * 415 and 422 mean that the batch is wrong, so a retry is pointless. Every other status, such as
   * a proxy's 404 or 401, may change.
   *
   * @param retryAfter value of the Retry-After header, or null
   * @param now current time, used if the header is a date
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
        verdict,
        Cause.of(status, verdict),
        ("status " + status + " " + text).strip(),
        pause(retryAfter, now),
        false);
  }

  /** Copies this answer for a request whose events had already been stored. */
  Answer asRepeat() {
    return new Answer(verdict, cause, reason, pause, true);
  }

  /** Maps a request without a response: refused, reset or timed out. */
  static Answer failed(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return new Answer(Verdict.TRY_AGAIN, Cause.NO_RESPONSE, message, Duration.ZERO, false);
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
    return HttpDate.parse(text)
        .map(until -> bounded(Duration.between(now, until)))
        .orElse(Duration.ZERO);
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
  }
}
