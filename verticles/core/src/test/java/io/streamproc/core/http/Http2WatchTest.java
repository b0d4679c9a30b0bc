package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.streamproc.core.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With Netty's HTTP/2 on a channel whose time stands still until the test moves it. */
@DisplayName("The watch of a connection with HTTP/2")
class Http2WatchTest {
  private static final int HEAD_MILLIS = 400;
  private static final int IDLE_MILLIS = 600;
  private static final int STEP_MILLIS = 50;
  private static final int LARGE = 200_000;

  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final Http2ConnectionHandler http2 =
      new Http2ConnectionHandlerBuilder().server(true).frameListener(new Server()).build();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  /** Answers a request at its end: shortly, or with more than a window if its path is /large. */
  private final class Server extends Http2FrameAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int stream,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean endOfStream) {
      if (endOfStream) {
        answer(stream, headers.path().toString().equals("/large") ? LARGE : 2);
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean endOfStream) {
      if (endOfStream) {
        answer(stream, 2);
      }
      return data.readableBytes() + padding;
    }
  }

  private void answer(int stream, int size) {
    ChannelHandlerContext ctx = channel.pipeline().context(http2);
    Http2Headers headers = new DefaultHttp2Headers().status("200");
    http2.encoder().writeHeaders(ctx, stream, headers, 0, false, ctx.newPromise());
    ByteBuf body = Unpooled.buffer(size).writerIndex(size);
    http2.encoder().writeData(ctx, stream, body, 0, true, ctx.newPromise());
    http2.flush(ctx);
  }

  private void start(boolean readsBodies) {
    start(readsBodies, HEAD_MILLIS, IDLE_MILLIS);
  }

  private void start(boolean readsBodies, int headMillis, int idleMillis) {
    channel.freezeTime();
    Settings source =
        Settings.of(
            Map.of("http.head-timeout", headMillis + "ms", "http.idle-timeout", idleMillis + "ms"));
    ClientFaults faults = new ClientFaults("test", metrics, nanos::get);
    ConnectionTimeouts timeouts = new ConnectionTimeouts(HttpSettings.read(source), readsBodies);
    new Http2Watch(channel, null, timeouts, faults, nanos::get).begin();
    channel.pipeline().addLast(http2);
  }

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  private void pass(int millis) {
    for (int i = 0; i < millis; i += STEP_MILLIS) {
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS));
      channel.advanceTimeBy(STEP_MILLIS, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }
  }

  private void frame(int type, int flags, int stream, byte[] payload) {
    ByteBuf bytes = Unpooled.buffer();
    bytes.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
    channel.writeInbound(bytes.writeBytes(payload));
  }

  private void number(int type, int stream, int number) {
    frame(type, 0, stream, new byte[] {0, 0, (byte) (number >> 8), (byte) number});
  }

  private void head(int stream, String path, boolean body) {
    Http2Headers headers =
        new DefaultHttp2Headers().method("POST").scheme("https").path(path).authority("localhost");
    ByteBuf block = Unpooled.buffer();
    try {
      new DefaultHttp2HeadersEncoder().encodeHeaders(stream, headers, block);
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    frame(1, body ? 4 : 5, stream, bytes);
  }

  private void client(String script) {
    int stream = 1;
    for (String step : script.split(" ")) {
      switch (step) {
        case "preface" -> {
          byte[] text = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.UTF_8);
          channel.writeInbound(Unpooled.wrappedBuffer(text));
          frame(4, 0, 0, new byte[0]);
        }
        case "request" -> head(stream, "/", false);
        case "large" -> head(stream, "/large", false);
        case "cancelled" -> {
          head(stream, "/", true);
          number(3, stream, (int) Http2Error.CANCEL.code());
        }
        case "half-body" -> {
          head(stream, "/", true);
          frame(0, 0, stream, new byte[10]);
        }
        case "half-head" -> frame(1, 0, stream, new byte[] {(byte) 0x83, (byte) 0x87});
        default -> assertEquals("", step);
      }
      stream += step.equals("preface") ? 0 : 2;
    }
  }

  private double slow() {
    String kind = ClientFault.TOO_SLOW.id();
    return metrics.get("streamproc.http.client-faults").tag("kind", kind).counter().count();
  }

  /** Timeouts are counted from a look at the connection, and enforced at a look. */
  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "400, '', 0",
    "400, preface, 0",
    "400, preface half-head, 0",
    "800, preface half-body, 1",
    "1200, preface request, 0",
    "1200, preface request half-head, 0",
    "1200, preface cancelled, 0",
    "1200, preface large, 1",
  })
  @DisplayName("closes it if the client does not go on in time, and not before")
  void closes(int millis, String script, int slow) {
    start(false);
    client(script);
    pass(millis - STEP_MILLIS);
    assertTrue(channel.isOpen());
    pass(STEP_MILLIS);
    assertFalse(channel.isOpen());
    assertEquals(slow, slow());
  }

  @Test
  @DisplayName("waits for the first head as long as it may take, although it may be idle less long")
  void shortIdle() {
    start(false, 1_000, 400);
    client("preface");
    pass(1_000 - STEP_MILLIS);
    assertTrue(channel.isOpen());
    client("request");
    pass(400 - STEP_MILLIS);
    assertTrue(channel.isOpen());
    pass(400);
    assertFalse(channel.isOpen());
  }

  @Test
  @DisplayName("leaves a body to a handler that watches it itself")
  void bodyOfHandler() {
    start(true);
    client("preface half-body");
    pass(10 * IDLE_MILLIS);
    assertTrue(channel.isOpen());
  }

  @Test
  @DisplayName("closes it if the rest of a body does not come after the response")
  void bodyAfterAnswer() {
    start(true);
    client("preface half-body");
    answer(1, 2);
    pass(2 * HEAD_MILLIS);
    assertFalse(channel.isOpen());
    assertEquals(1, slow());
  }

  @Test
  @DisplayName("keeps it while requests come, and while a slow client reads")
  void used() {
    start(false);
    client("preface large");
    for (int i = 0; i < 20; i++) {
      number(8, 0, 1_000);
      number(8, 1, 1_000);
      pass(IDLE_MILLIS / 2);
      assertTrue(channel.isOpen());
    }
    assertEquals(0, slow());
  }

  @Test
  @DisplayName("ends with the connection")
  void ends() {
    start(false);
    channel.close();
    pass(HEAD_MILLIS);
    assertEquals(-1, channel.runScheduledPendingTasks());
  }
}
