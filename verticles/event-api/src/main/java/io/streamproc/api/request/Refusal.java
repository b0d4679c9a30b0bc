package io.streamproc.api.request;

import io.streamproc.core.Names;
import io.streamproc.core.event.InvalidEventException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Why a request is not served, described for its sender. {@link Problems} maps it to HTTP. */
public final class Refusal extends RuntimeException {
  /** The kinds of refusal; also the tag of the metric. */
  public enum Reason {
    INVALID,
    NOT_FOUND,
    METHOD,
    MEDIA_TYPE,
    EXPECTATION,
    TOO_LARGE,
    TOO_SLOW,
    KEY_REUSED,
    TOO_MANY_EVENTS,
    OVERLOADED,
    KAFKA_AWAY,
    INTAKE_CLOSED,
    NOT_STORED,
    NOT_ACKNOWLEDGED;

    public String tag() {
      return lower(this).replace('_', '-');
    }

    /** Whether the same request may be accepted later. */
    public boolean isTemporary() {
      return switch (this) {
        case TOO_MANY_EVENTS, OVERLOADED, KAFKA_AWAY, INTAKE_CLOSED, NOT_STORED, NOT_ACKNOWLEDGED ->
            true;
        default -> false;
      };
    }
  }

  public static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private final Reason reason;
  private final String title;
  private final transient Map<String, Object> members;
  private final boolean slotMoved;
  private long retryAfter = 1;

  private Refusal(Reason reason, String title, String detail) {
    this(reason, title, detail, new LinkedHashMap<>(), false);
  }

  /**
   * @param title the kind of refusal, always the same text
   * @param detail the problem of this request
   * @param members further facts for programs, such as the index of an invalid event
   * @param slotMoved whether another instance has taken the key's slot, so that the request should
   *     be routed again
   */
  public Refusal(
      Reason reason, String title, String detail, Map<String, Object> members, boolean slotMoved) {
    super(detail, null, false, false); // no stack trace: a refusal is a response, not a bug
    this.reason = reason;
    this.title = title;
    this.members = members;
    this.slotMoved = slotMoved;
  }

  public static Refusal invalid(InvalidEventException e) {
    Refusal refusal = new Refusal(Reason.INVALID, "Invalid event", e.getMessage());
    if (e.index() >= 0) {
      refusal.members.put("index", e.index());
    }
    if (e.field() != null) {
      refusal.members.put("field", e.field());
    }
    ShipperHints.of(e).ifPresent(hint -> refusal.members.put("hint", hint));
    return refusal;
  }

  public static Refusal unreadable(String detail) {
    return new Refusal(Reason.INVALID, "Invalid request", detail);
  }

  public static Refusal notFound() {
    return new Refusal(
        Reason.NOT_FOUND, "Not found", "events are taken by POST at /events and at /");
  }

  public static Refusal method(String method) {
    return new Refusal(
        Reason.METHOD, "Method not allowed", "events are taken by POST, not " + method);
  }

  public static Refusal mediaType(String detail) {
    return new Refusal(Reason.MEDIA_TYPE, "Unsupported media type", detail);
  }

  public static Refusal expectation() {
    return new Refusal(
        Reason.EXPECTATION, "Expectation failed", "the one that can be met is 100-continue");
  }

  public static Refusal tooLarge(int limit) {
    return new Refusal(
        Reason.TOO_LARGE,
        "Request too large",
        String.format(Locale.ROOT, "at most %d bytes a request; nothing of it was stored", limit));
  }

  public static Refusal tooSlow() {
    return new Refusal(Reason.TOO_SLOW, "Request timeout", "the body did not arrive in time");
  }

  public static Refusal invalidKey(String why) {
    return new Refusal(
        Reason.INVALID,
        "Invalid " + Names.HEADER_IDEMPOTENCY_KEY,
        Names.HEADER_IDEMPOTENCY_KEY + " " + why);
  }

  /** The key belongs to an earlier request with another body. */
  public static Refusal keyReused() {
    return new Refusal(
        Reason.KEY_REUSED,
        Names.HEADER_IDEMPOTENCY_KEY + " reused",
        "the key belongs to a request with another body; nothing of this one was stored");
  }

  /** Nothing of a keyed request is stored. */
  public static Refusal notStored(String why) {
    return new Refusal(
        Reason.NOT_STORED, "Not stored", "nothing of this request was stored: " + why);
  }

  /** Either all events of a keyed request are stored, or none. */
  public static Refusal unknown(String why) {
    return new Refusal(
        Reason.NOT_ACKNOWLEDGED,
        "Not acknowledged",
        "all events of this request are stored or none; a repeat with the same key finds out and"
            + " stores none twice: "
            + why);
  }

  /** Another instance owns the key's slot now; nothing of the request is stored here. */
  public static Refusal slotTaken() {
    return notStored("another instance took over").withSlotMoved(true);
  }

  /** Returns a copy with another value of {@link #isSlotMoved()}. */
  public Refusal withSlotMoved(boolean moved) {
    return new Refusal(reason, title, getMessage(), members, moved);
  }

  /**
   * Returns the refusal to use if an earlier attempt may have stored the events that this attempt
   * did not.
   */
  public Refusal orUnknown() {
    return reason.isTemporary() && reason != Reason.NOT_ACKNOWLEDGED
        ? unknown("an attempt was not answered").withSlotMoved(slotMoved)
        : this;
  }

  /**
   * The client has sent more events than it may.
   *
   * @param seconds after which it may send again
   */
  public static Refusal tooManyEvents(long seconds) {
    return new Refusal(
            Reason.TOO_MANY_EVENTS,
            "Too many events",
            "the next request may come in "
                + seconds
                + " s; nothing of this one was stored; see event-api.rate-per-client")
        .after(seconds);
  }

  private Refusal after(long seconds) {
    retryAfter = seconds;
    return this;
  }

  /** Seconds after which a temporary refusal invites a retry, at least 1. */
  public long retryAfter() {
    return retryAfter;
  }

  public static Refusal overloaded() {
    return new Refusal(
        Reason.OVERLOADED,
        "Overloaded",
        "too many requests are in flight; nothing of this one was stored");
  }

  public static Refusal kafkaUnavailable(String why) {
    return new Refusal(
        Reason.KAFKA_AWAY, "Kafka is away", "nothing of this request was stored: " + why);
  }

  public static Refusal intakeClosed(String why) {
    return new Refusal(
        Reason.INTAKE_CLOSED,
        "No new events are taken",
        "nothing of this request was stored: " + why);
  }

  /**
   * Kafka did not acknowledge all events of a request without a key.
   *
   * @param stored number of events that Kafka has acknowledged
   * @param sent number of events handed to Kafka's producer, at least 1; those without an
   *     acknowledgement may or may not be stored
   * @param total number of events in the request
   */
  public static Refusal notAcknowledged(int stored, int sent, int total, String why) {
    String detail =
        String.format(
            Locale.ROOT,
            "%d of %d events are stored for certain and up to %d more may be; a repeat stores those twice: %s",
            stored,
            total,
            sent - stored,
            why);
    Refusal refusal = new Refusal(Reason.NOT_ACKNOWLEDGED, "Not acknowledged", detail);
    refusal.members.put("stored", stored);
    refusal.members.put("of", total);
    return refusal;
  }

  public Reason reason() {
    return reason;
  }

  public String title() {
    return title;
  }

  /** Returns further facts for programs, in the order in which they are shown. */
  public Map<String, Object> members() {
    return members;
  }

  /** Whether the request should be routed again, to the instance that owns the slot now. */
  public boolean isSlotMoved() {
    return slotMoved;
  }
}
