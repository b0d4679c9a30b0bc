package io.streamproc.bench.speed;

import io.streamproc.core.Names;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a page sends over SockJS's WebSocket: messages of the event-bus bridge in an array. */
public final class SockJsFrames {
  /** Time between two pings, milliseconds; as the page's. */
  public static final long PING_MILLIS = 5_000;

  public static final String PING = frame(new JsonObject().put("type", "ping"));

  /** Subscribes to the live updates. */
  public static final String REGISTER =
      frame(new JsonObject().put("type", "register").put("address", Names.BUS_LIVE));

  private SockJsFrames() {}

  private static String frame(JsonObject message) {
    return new JsonArray().add(message.encode()).encode();
  }
}
