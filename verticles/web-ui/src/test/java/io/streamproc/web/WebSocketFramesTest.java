package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketFramesTest {
  private static final int MAX_MESSAGE = 1_000_000;

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 131_070, 200_001})
  @DisplayName("a message of any length is read by a decoder that accepts the usual frames")
  void lengths(int length) {
    assertEquals("x".repeat(length), read("x".repeat(length)));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"\u00e4\u20ac", "\ud83d\ude80"})
  @DisplayName("characters of several bytes may be cut by the end of a frame")
  void characters(String text) {
    for (int shift = 0; shift < 4; shift++) {
      String message = "x".repeat(shift) + text.repeat(40_000);
      assertEquals(message, read(message));
    }
  }

  private static String read(String message) {
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(false)
            .allowMaskMismatch(false)
            .maxFramePayloadLength(WebSocketFrames.MAX_PAYLOAD)
            .build();
    EmbeddedChannel client =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(config), new WebSocketFrameAggregator(MAX_MESSAGE));
    ByteBuf bytes = WebSocketFrames.text(message);
    assertTrue(bytes.isDirect(), "or each write would copy it");
    client.writeInbound(bytes);
    WebSocketFrame frame = client.readInbound();
    try {
      return frame.content().toString(StandardCharsets.UTF_8);
    } finally {
      frame.release();
      assertFalse(client.finish(), "nothing follows");
    }
  }
}
