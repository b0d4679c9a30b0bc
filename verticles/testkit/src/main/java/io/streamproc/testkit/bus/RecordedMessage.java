package io.streamproc.testkit.bus;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * A message as a probe has received it.
 *
 * @param body null if the message had none
 * @param headers the last value of each header
 */
public record RecordedMessage(Object body, Map<String, String> headers) {
  private static final int SHOWN = 300;

  public RecordedMessage {
    headers = Map.copyOf(headers);
  }

  static RecordedMessage of(Message<Object> message) {
    Map<String, String> headers = new HashMap<>();
    message.headers().forEach(entry -> headers.put(entry.getKey(), entry.getValue()));
    return new RecordedMessage(message.body(), headers);
  }

  /**
   * @throws ClassCastException if the body is not a JSON object
   */
  public JsonObject json() {
    return (JsonObject) body;
  }

  /** Returns body and headers, cut to the length of a line. */
  @Override
  public String toString() {
    String text = headers.isEmpty() ? String.valueOf(body) : body + " " + headers;
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
