package io.streamproc.bench.speed.ingest;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** The requests of a load, in their order. Called by one thread. */
public interface Requests {
  /**
   * The next request, with its head.
   *
   * @param intended {@link System#nanoTime()} at which it is due
   */
  Buffer next(long intended);

  /**
   * A request that posts events.
   *
   * @param type media type
   * @param header further headers, each with a line end; may be empty
   */
  static String text(String type, String header, String body) {
    return "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
        + type
        + "\r\n"
        + header
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }
}
