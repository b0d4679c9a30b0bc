package io.streamproc.web;

import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.series.LiveQuery;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * An event of a stream as bytes (WHATWG HTML, 9.2, "Server-sent events"). One encoding of an update
 * is written to all clients.
 *
 * @param bytes with the id
 * @param withoutId for a client that would continue behind what it still misses if it got the id
 */
record UpdateFrame(Buffer bytes, Buffer withoutId) {
  /** A comment, which clients ignore. It shows both sides that the connection is alive. */
  static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

  static UpdateFrame of(LiveUpdate update) {
    Buffer data = Buffer.buffer("data: " + update.toJson().encode() + "\n\n");
    Buffer id = Buffer.buffer("id: " + LiveQuery.id(update.asOf()) + "\n");
    return new UpdateFrame(id.appendBuffer(data), data);
  }

  /** The id alone: clients store it, but get no event. */
  static Buffer id(long asOf) {
    return Buffer.buffer("id: " + LiveQuery.id(asOf) + "\n\n");
  }

  /** How long clients wait before they connect again, milliseconds. */
  static Buffer retry(long millis) {
    return Buffer.buffer("retry: " + millis + "\n\n");
  }

  /** Tells a client to fetch a range, because it has missed more than a stream repeats. */
  static Buffer gap(TimeRange range, long asOf) {
    JsonObject data = new JsonObject().put("from", range.from()).put("to", range.to());
    return Buffer.buffer(
        "id: " + LiveQuery.id(asOf) + "\nevent: gap\ndata: " + data.encode() + "\n\n");
  }
}
