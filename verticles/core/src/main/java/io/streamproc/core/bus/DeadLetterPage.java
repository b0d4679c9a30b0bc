package io.streamproc.core.bus;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Some dead letters, newest first: the reply on {@link io.streamproc.core.Names#BUS_DEAD_LIST}. All
 * texts are safe to print: what is no UTF-8 or no printable character is escaped.
 *
 * @param letters at most as many as were asked for
 * @param open number of letters that were not replayed, of those that the auditor holds
 * @param total number of letters that the auditor holds
 * @param complete false if there are older letters, which the auditor does not hold
 * @param next what to ask for to get the next page; null if this is the last one
 * @param asOf when Kafka was read, epoch milliseconds
 */
public record DeadLetterPage(
    List<Letter> letters, int open, int total, boolean complete, String next, long asOf) {
  /** A value is cut to this many bytes. */
  public static final int VALUE_BYTES = 2_048;

  public DeadLetterPage {
    letters = List.copyOf(letters);
  }

  /**
   * A record that could not be stored.
   *
   * @param source the record, {@code topic-partition@offset}
   * @param refused when it was first refused, epoch milliseconds
   * @param appended when the broker appended the record, epoch milliseconds
   * @param roles the roles that refused it, sorted
   * @param reason why
   * @param value the beginning of its value, null if it has none
   * @param bytes length of the whole value
   * @param replayedAs the event that replaced it, or null
   */
  public record Letter(
      String source,
      long refused,
      long appended,
      List<String> roles,
      String reason,
      String value,
      int bytes,
      String replayedAs) {
    public Letter {
      roles = List.copyOf(roles);
    }

    /** Whether the value is longer than what is shown of it. */
    public boolean isCut() {
      return bytes > VALUE_BYTES;
    }

    JsonObject toJson() {
      return new JsonObject()
          .put("source", source)
          .put("refused", refused)
          .put("appended", appended)
          .put("roles", new JsonArray(roles))
          .put("reason", reason)
          .put("value", value)
          .put("bytes", bytes)
          .put("cut", isCut())
          .put("replayedAs", replayedAs);
    }
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("letters", new JsonArray(letters.stream().map(Letter::toJson).toList()))
        .put("open", open)
        .put("total", total)
        .put("complete", complete)
        .put("next", next)
        .put("asOf", asOf);
  }
}
