package io.streamproc.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Encodes messages of a WebSocket server (RFC 6455, 5.2), which are not masked. */
final class WebSocketFrames {
  /** Bytes; a common limit of clients, and the most that a length of 16 bits can say. */
  static final int MAX_PAYLOAD = 65_535;

  private static final int MAX_HEADER = 4;
  private static final int LAST = 0x80;
  private static final int TEXT = 1;
  private static final int CONTINUATION = 0;
  private static final int LENGTH_OF_16_BITS = 126;

  private WebSocketFrames() {}

  /** A message in as many frames as it needs, outside of the heap. The caller releases it. */
  static ByteBuf text(String message) {
    byte[] utf8 = message.getBytes(StandardCharsets.UTF_8);
    int frames = 1 + utf8.length / MAX_PAYLOAD;
    ByteBuf out = Unpooled.directBuffer(utf8.length + frames * MAX_HEADER);
    int from = 0;
    do {
      int length = Math.min(MAX_PAYLOAD, utf8.length - from);
      boolean last = from + length == utf8.length;
      out.writeByte((last ? LAST : 0) | (from == 0 ? TEXT : CONTINUATION));
      if (length < LENGTH_OF_16_BITS) {
        out.writeByte(length);
      } else {
        out.writeByte(LENGTH_OF_16_BITS).writeShort(length);
      }
      out.writeBytes(utf8, from, length);
      from += length;
    } while (from < utf8.length);
    return out;
  }
}
