package io.streamproc.api;

import io.streamproc.core.event.InvalidEventException;
import io.streamproc.core.http.Problem;
import java.util.Locale;

/** A request that is not served, and what its sender is told. */
final class Refusal extends RuntimeException {
  /** Seconds after which a 503 invites to try again. */
  static final String RETRY_AFTER = "1";

  /** Why, as the metric's tag. */
  enum Reason {
    INVALID,
    NOT_FOUND,
    METHOD,
    MEDIA_TYPE,
    EXPECTATION,
    TOO_LARGE,
    TOO_SLOW,
    OVERLOADED,
    KAFKA_AWAY,
    NOT_ACKNOWLEDGED;

    String tag() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;
  private final transient Problem problem;

  private Refusal(Reason reason, int status, String title, String detail) {
    super(detail, null, false, false); // no stack trace: a refusal is an answer, not a fault
    this.reason = reason;
    this.problem = new Problem(status, title, detail);
  }

  static Refusal invalid(InvalidEventException e) {
    Refusal refusal = new Refusal(Reason.INVALID, 400, "Invalid event", e.getMessage());
    if (e.index() >= 0) {
      refusal.problem.with("index", e.index());
    }
    if (e.field() != null) {
      refusal.problem.with("field", e.field());
    }
    return refusal;
  }

  static Refusal unreadable(String detail) {
    return new Refusal(Reason.INVALID, 400, "Invalid request", detail);
  }

  static Refusal notFound() {
    return new Refusal(
        Reason.NOT_FOUND, 404, "Not found", "events are taken by POST at /events and at /");
  }

  static Refusal method(String method) {
    return new Refusal(
        Reason.METHOD, 405, "Method not allowed", "events are taken by POST, not " + method);
  }

  static Refusal mediaType(String detail) {
    return new Refusal(Reason.MEDIA_TYPE, 415, "Unsupported media type", detail);
  }

  static Refusal expectation() {
    return new Refusal(
        Reason.EXPECTATION, 417, "Expectation failed", "the one that can be met is 100-continue");
  }

  static Refusal tooLarge(int limit) {
    return new Refusal(
        Reason.TOO_LARGE,
        413,
        "Request too large",
        "at most %d bytes a request; nothing of it was stored".formatted(limit));
  }

  static Refusal tooSlow() {
    return new Refusal(Reason.TOO_SLOW, 408, "Request timeout", "the body did not arrive in time");
  }

  static Refusal overloaded() {
    return new Refusal(
        Reason.OVERLOADED,
        503,
        "Overloaded",
        "too many bytes of requests are in flight; nothing of this one was stored");
  }

  static Refusal kafkaAway(String why) {
    return new Refusal(
        Reason.KAFKA_AWAY, 503, "Kafka is away", "nothing of this request was stored: " + why);
  }

  /**
   * @param stored number of events that Kafka has acknowledged
   * @param total number of events in the request
   * @param sent number of events handed to the producer, at least 1; those without an
   *     acknowledgement may or may not be stored
   */
  static Refusal notAcknowledged(int stored, int sent, int total, String why) {
    String detail =
        "%d of %d events are stored for certain and up to %d more may be; a repeat stores those twice: %s"
            .formatted(stored, total, sent - stored, why);
    Refusal refusal = new Refusal(Reason.NOT_ACKNOWLEDGED, 503, "Not acknowledged", detail);
    refusal.problem.with("stored", stored).with("of", total);
    return refusal;
  }

  Reason reason() {
    return reason;
  }

  Problem problem() {
    return problem;
  }
}
