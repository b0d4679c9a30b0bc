package io.streamproc.web;

import io.streamproc.core.http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** The body of a request that has a few bytes. */
final class SmallBody {
  private SmallBody() {}

  /**
   * Reads a body and passes it on. One that is too long is read to its end, so that its sender gets
   * the 413.
   *
   * @param most bytes
   */
  static void read(RoutingContext ctx, int most, Handler<Buffer> whole) {
    Buffer body = Buffer.buffer();
    ctx.request()
        .handler(
            part -> {
              if (body.length() <= most) {
                body.appendBuffer(part);
              }
            })
        .endHandler(
            v -> {
              if (body.length() <= most) {
                whole.handle(body);
              } else {
                String detail = "the body has more than " + most + " bytes";
                new Problem(413, "Content too large", detail).send(ctx.request());
              }
            });
  }

  /**
   * @throws IllegalArgumentException if the body is no JSON object
   */
  static JsonObject object(Buffer body) {
    try {
      if (Json.decodeValue(body) instanceof JsonObject json) {
        return json;
      }
    } catch (DecodeException e) {
      throw new IllegalArgumentException("the body is no JSON", e);
    }
    throw new IllegalArgumentException("the body must be a JSON object");
  }
}
