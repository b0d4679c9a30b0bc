package io.streamproc.core.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** A {@link Problem} as bytes, for a request that does not reach a handler. */
final class RawProblem {
  private RawProblem() {}

  static ByteBuf of(ByteBufAllocator allocator, Problem problem) {
    byte[] body = problem.toJson().toBuffer().getBytes();
    String head =
        "HTTP/1.1 "
            + problem.status()
            + " "
            + problem.title()
            + "\r\nContent-Type: "
            + Problem.MEDIA_TYPE
            + "\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    return allocator.buffer(bytes.length + body.length).writeBytes(bytes).writeBytes(body);
  }
}
