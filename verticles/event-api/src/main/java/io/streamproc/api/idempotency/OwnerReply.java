package io.streamproc.api.idempotency;

import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Problems;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.TimeWarning;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The JSON with which a slot's owner replies to the instance that routed a request to it. Instances
 * of different versions exchange it during a rolling update, so changes must be compatible.
 */
final class OwnerReply {
  private static final Set<String> STANDARD = Set.of("type", "title", "status", "detail");

  private OwnerReply() {}

  static JsonObject encode(Accepted accepted) {
    JsonObject json =
        new JsonObject().put("accepted", accepted.count()).put("replayed", accepted.replayed());
    TimeWarning warning = accepted.warning();
    return warning == null
        ? json
        : json.put("suspectIndex", warning.index())
            .put("suspectCount", warning.count())
            .put("suspectTime", warning.time());
  }

  static JsonObject encode(Refusal refusal) {
    JsonObject refused =
        new JsonObject()
            .put("reason", refusal.reason().name())
            .put("problem", Problems.of(refusal).toJson())
            .put("slotMoved", refusal.isSlotMoved());
    return new JsonObject().put("refused", refused);
  }

  /**
   * @throws Refusal if the owner has refused the request
   */
  static Accepted decode(JsonObject reply) {
    JsonObject refused = reply.getJsonObject("refused");
    if (refused != null) {
      throw refusal(refused);
    }
    return new Accepted(reply.getInteger("accepted"), reply.getBoolean("replayed"), warning(reply));
  }

  private static Refusal refusal(JsonObject json) {
    JsonObject problem = json.getJsonObject("problem");
    Map<String, Object> members = new LinkedHashMap<>(problem.getMap());
    members.keySet().removeAll(STANDARD);
    return new Refusal(
        Refusal.Reason.valueOf(json.getString("reason")),
        problem.getString("title"),
        problem.getString("detail"),
        members,
        json.getBoolean("slotMoved"));
  }

  private static TimeWarning warning(JsonObject reply) {
    Integer index = reply.getInteger("suspectIndex");
    return index == null
        ? null
        : new TimeWarning(index, reply.getInteger("suspectCount"), reply.getLong("suspectTime"));
  }
}
