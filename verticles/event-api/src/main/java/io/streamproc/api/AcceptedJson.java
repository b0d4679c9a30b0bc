package io.streamproc.api;

import io.streamproc.api.request.Accepted;
import io.streamproc.core.event.TimeWarning;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The response to a request whose events are stored. */
final class AcceptedJson {
  private AcceptedJson() {}

  /** {@code {"accepted": n}}, with a member {@code warnings} if there is a warning. */
  static JsonObject of(Accepted accepted) {
    JsonObject json = new JsonObject().put("accepted", accepted.count());
    TimeWarning warning = accepted.warning();
    if (warning != null) {
      json.put("warnings", new JsonArray().add(of(warning)));
    }
    return json;
  }

  private static JsonObject of(TimeWarning warning) {
    return new JsonObject()
        .put("index", warning.index())
        .put("field", "time")
        .put("count", warning.count())
        .put("message", warning.message());
  }
}
