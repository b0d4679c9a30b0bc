package io.streamproc.api;

import io.streamproc.api.idempotency.NotAcceptedException;
import io.streamproc.core.Names;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.core.http.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
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
    KEY_REUSED,
    OVERLOADED,
    KAFKA_AWAY,
    INTAKE_CLOSED,
    NOT_STORED,
    NOT_ACKNOWLEDGED;

    String tag() {
      return lower(this).replace('_', '-');
    }
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private final Reason reason;
  private final transient Problem problem;
  private final boolean slotMoved;

  private Refusal(Reason reason, int status, String title, String detail) {
    this(reason, new Problem(status, title, detail), detail, false);
  }

  private Refusal(Reason reason, Problem problem, String detail, boolean slotMoved) {
    super(detail, null, false, false); // no stack trace: a refusal is an answer, not a fault
    this.reason = reason;
    this.problem = problem;
    this.slotMoved = slotMoved;
  }

  static Refusal invalid(InvalidEventException e) {
    Refusal refusal = new Refusal(Reason.INVALID, 400, "Invalid event", e.getMessage());
    if (e.index() >= 0) {
      refusal.problem.with("index", e.index());
    }
    if (e.field() != null) {
      refusal.problem.with("field", e.field());
    }
    ShipperHints.of(e).ifPresent(hint -> refusal.problem.with("hint", hint));
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
        String.format(Locale.ROOT, "at most %d bytes a request; nothing of it was stored", limit));
  }

  static Refusal tooSlow() {
    return new Refusal(Reason.TOO_SLOW, 408, "Request timeout", "the body did not arrive in time");
  }

  static Refusal invalidKey(String why) {
    return new Refusal(
        Reason.INVALID,
        400,
        "Invalid " + Names.HEADER_IDEMPOTENCY_KEY,
        Names.HEADER_IDEMPOTENCY_KEY + " " + why);
  }

  /** What became of a request with a key; for {@code recover}. */
  static <T> Future<T> ofKeyed(Throwable e) {
    return Future.failedFuture(e instanceof NotAcceptedException not ? keyed(not) : e);
  }

  private static Refusal keyed(NotAcceptedException e) {
    return switch (e.kind()) {
      case KEY_REUSED -> keyReused(e.getMessage());
      case OVERLOADED -> overloaded();
      case NOT_STORED -> notStored(e.getMessage(), e.isSlotLost());
      case UNKNOWN -> unknown(e.getMessage(), e.isSlotLost());
    };
  }

  private static Refusal keyReused(String why) {
    return new Refusal(
        Reason.KEY_REUSED,
        409,
        Names.HEADER_IDEMPOTENCY_KEY + " reused",
        why + "; nothing of this one was stored");
  }

  private static Refusal notStored(String why, boolean slotMoved) {
    String detail = "nothing of this request was stored: " + why;
    Problem problem = new Problem(503, "Not stored", detail);
    return new Refusal(Reason.NOT_STORED, problem, detail, slotMoved);
  }

  private static Refusal unknown(String why, boolean slotMoved) {
    String detail =
        "all events of this request are stored or none; a repeat with the same key finds out and"
            + " stores none twice: "
            + why;
    Problem problem = new Problem(503, "Not acknowledged", detail);
    return new Refusal(Reason.NOT_ACKNOWLEDGED, problem, detail, slotMoved);
  }

  /** To another instance that takes this one for the owner of a key's slot. */
  static Refusal slotMoved() {
    return notStored("another instance took over", true);
  }

  /** The same where an earlier attempt may have stored what this one did not. */
  Refusal orUnknown() {
    return problem.status() == 503 && reason != Reason.NOT_ACKNOWLEDGED
        ? unknown("an attempt was not answered", slotMoved)
        : this;
  }

  static Refusal overloaded() {
    return new Refusal(
        Reason.OVERLOADED,
        503,
        "Overloaded",
        "too many requests are in flight; nothing of this one was stored");
  }

  static Refusal kafkaAway(String why) {
    return new Refusal(
        Reason.KAFKA_AWAY, 503, "Kafka is away", "nothing of this request was stored: " + why);
  }

  static Refusal intakeClosed(String why) {
    return new Refusal(
        Reason.INTAKE_CLOSED,
        503,
        "No new events are taken",
        "nothing of this request was stored: " + why);
  }

  /**
   * @param stored number of events that Kafka has acknowledged
   * @param total number of events in the request
   * @param sent number of events handed to the producer, at least 1; those without an
   *     acknowledgement may or may not be stored
   */
  static Refusal notAcknowledged(int stored, int sent, int total, String why) {
    String detail =
        String.format(
            Locale.ROOT,
            "%d of %d events are stored for certain and up to %d more may be; a repeat stores those twice: %s",
            stored,
            total,
            sent - stored,
            why);
    Refusal refusal = new Refusal(Reason.NOT_ACKNOWLEDGED, 503, "Not acknowledged", detail);
    refusal.problem.with("stored", stored).with("of", total);
    return refusal;
  }

  /** Whether it helps to look for the slot's owner again. */
  boolean isSlotMoved() {
    return slotMoved;
  }

  /** For another instance. */
  JsonObject toJson() {
    return new JsonObject()
        .put("reason", reason.name())
        .put("problem", problem.toJson())
        .put("slotMoved", slotMoved);
  }

  static Refusal fromJson(JsonObject json) {
    JsonObject members = json.getJsonObject("problem");
    String detail = members.getString("detail");
    Problem problem = new Problem(members.getInteger("status"), members.getString("title"), detail);
    members.forEach(member -> problem.with(member.getKey(), member.getValue()));
    return new Refusal(
        Reason.valueOf(json.getString("reason")), problem, detail, json.getBoolean("slotMoved"));
  }

  Reason reason() {
    return reason;
  }

  Problem problem() {
    return problem;
  }
}
