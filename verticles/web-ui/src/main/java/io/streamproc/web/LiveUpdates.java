package io.streamproc.web;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Messages to browsers that are sent together, such as the live updates of one tick. They are
 * encoded once, by the first client of a transport, for all clients.
 */
final class LiveUpdates implements AutoCloseable {
  private final List<Buffer> messages;
  private ByteBuf frame;

  /**
   * @param messages as {@code encode} returns them
   */
  LiveUpdates(List<Buffer> messages) {
    this.messages = List.copyOf(messages);
  }

  /** An update of the event bus as a message of the bridge's protocol. */
  static Buffer encode(Message<?> update) {
    JsonObject message = message(update.address(), update.body());
    if (!update.headers().isEmpty()) {
      JsonObject headers = new JsonObject();
      update.headers().forEach(headers::put);
      message.put("headers", headers);
    }
    return message.toBuffer();
  }

  /** A message of this process as one of the bridge's protocol. */
  static Buffer encode(String address, JsonObject body) {
    return message(address, body).toBuffer();
  }

  private static JsonObject message(String address, Object body) {
    return new JsonObject().put("type", "rec").put("address", address).put("body", body);
  }

  List<Buffer> messages() {
    return messages;
  }

  /** All of them as one message of SockJS over a WebSocket. Each user adds a reference. */
  ByteBuf frame() {
    if (frame == null) {
      JsonArray texts = new JsonArray();
      messages.forEach(message -> texts.add(message.toString()));
      frame = WebSocketFrames.text("a" + texts.encode());
    }
    return frame;
  }

  @Override
  public void close() {
    if (frame != null) {
      frame.release();
    }
  }
}
