package io.streamproc.testkit.bus;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * A message as a probe has received it.
 *
 * @param body null if it had none
 * @param headers each once, the last value
 */
public record Seen(Object body, Map<String, String> headers) {
  private static final int SHOWN = 300;

  public Seen {
    headers = Map.copyOf(headers);
  }

  static Seen of(Message<Object> message) {
    Map<String, String> headers = new HashMap<>();
    message.headers().forEach(entry -> headers.put(entry.getKey(), entry.getValue()));
    return new Seen(message.body(), headers);
  }

  /**
   * @throws ClassCastException if the body is something else
   */
  public JsonObject json() {
    return (JsonObject) body;
  }

  /** Body and headers, cut to a line's length. */
  @Override
  public String toString() {
    String text = headers.isEmpty() ? String.valueOf(body) : body + " " + headers;
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
