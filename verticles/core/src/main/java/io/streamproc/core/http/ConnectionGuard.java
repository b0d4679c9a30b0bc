package io.streamproc.core.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Supervises one connection between its decoder and Vert.x: enforces timeouts for the client's
 * bytes, and detects client errors. An error is answered and counted, and the connection is closed;
 * Vert.x and the request handlers see a closed connection.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);

  /** How long a rejected client may take to read the response before the connection is closed. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  /** The empty SETTINGS that open HTTP/2, and GOAWAY with HTTP_1_1_REQUIRED (RFC 9113, 6.8, 7). */
  private static final byte[] HTTP2_REFUSAL =
      ByteBufUtil.decodeHexDump(
          "000000"
              + "04"
              + "00"
              + "00000000" // length, type, flags, stream
              + "000008"
              + "07"
              + "00"
              + "00000000"
              + "00000000"
              + "0000000d"); // last stream, error

  /** The bytes that the connection waits for; each phase except SERVER has a timeout. */
  private enum Phase {
    FIRST_HEAD,
    NEXT_REQUEST,
    REST_OF_HEAD,
    REST_OF_BODY,
    SERVER,
    END
  }

  private final StrictRequestDecoder decoder;
  private final ConnectionTimeouts timeouts;
  private final ClientFaults faults;
  private final SocketAddress client;
  private Phase phase = Phase.FIRST_HEAD;
  private long since = System.nanoTime();
  private int unanswered; // requests
  private boolean bodyEnded = true; // those of the last request
  private boolean answerBegun;
  private boolean upgraded;
  private boolean refused;

  ConnectionGuard(
      StrictRequestDecoder decoder,
      ConnectionTimeouts timeouts,
      ClientFaults faults,
      SocketAddress client) {
    this.decoder = decoder;
    this.timeouts = timeouts;
    this.faults = faults;
    this.client = client;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    schedule(ctx, timeouts.head().toNanos());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    boolean head = message instanceof HttpRequest;
    if (!head && message instanceof HttpContent content && content.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      Throwable cause = content.decoderResult().cause();
      refuse(ctx, ClientFault.MALFORMED_CHUNK, 400, String.valueOf(cause.getMessage()));
      return;
    }
    if (message instanceof HttpRequest request) {
      if (isHttp2(request)) {
        refuseHttp2(ctx, request);
        return;
      }
      unanswered++;
      bodyEnded = false;
    }
    if (message instanceof LastHttpContent) {
      bodyEnded = true;
    }
    if (head || message instanceof HttpContent) {
      settle();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (phase == Phase.NEXT_REQUEST && decoder.isHeadBegun()) {
      enter(Phase.REST_OF_HEAD);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (refused) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(new ClosedChannelException());
      return;
    }
    boolean interim = false;
    if (message instanceof HttpResponse response) {
      int status = response.status().code();
      upgraded |= status == 101;
      interim = status < 200 && status != 101;
      answerBegun |= !interim;
    }
    if (message instanceof LastHttpContent && !interim) {
      unanswered = Math.max(0, unanswered - 1);
      answerBegun = false;
      settle();
    }
    ctx.write(message, promise);
  }

  private void settle() {
    if (upgraded) {
      enter(Phase.SERVER); // the bridge has its own timeout for silence
    } else if (!bodyEnded && (unanswered == 0 || !timeouts.readsBodies())) {
      if (phase != Phase.REST_OF_BODY) {
        enter(Phase.REST_OF_BODY);
      }
    } else {
      enter(unanswered > 0 ? Phase.SERVER : Phase.NEXT_REQUEST);
    }
  }

  private void enter(Phase next) {
    phase = next;
    if (next != Phase.SERVER) { // which has no timeout, and is entered several times per request
      since = System.nanoTime();
    }
  }

  /** A closed channel needs no timeout. */
  private void schedule(ChannelHandlerContext ctx, long nanos) {
    ctx.executor().schedule(() -> checkTime(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void checkTime(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive()) {
      return;
    }
    long head = timeouts.head().toNanos();
    long limit =
        switch (phase) {
          case FIRST_HEAD, REST_OF_HEAD, REST_OF_BODY -> head;
          case NEXT_REQUEST -> timeouts.idle().toNanos();
          case END -> LINGER.toNanos();
          case SERVER -> Long.MAX_VALUE;
        };
    long left = limit - (System.nanoTime() - since);
    if (left > 0) {
      schedule(ctx, Math.min(left, head)); // the next phase may have a shorter timeout
    } else {
      tooSlow(ctx);
    }
  }

  private void tooSlow(ChannelHandlerContext ctx) {
    boolean silent = phase == Phase.FIRST_HEAD && !decoder.isHeadBegun();
    if (silent || phase == Phase.NEXT_REQUEST || phase == Phase.END) {
      ctx.close();
    } else {
      refuse(ctx, ClientFault.TOO_SLOW, 408, "the rest of a request did not arrive in time");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
    if (refused) {
      return;
    }
    if (e == decoder.failure()) {
      linger(ctx); // the answer is sent
    } else if (e instanceof CodecException && upgraded) {
      endSocket(ctx, e);
    } else if (e instanceof CodecException || e instanceof IOException) {
      faults.note(ClientFault.RESET, client, String.valueOf(e.getMessage()));
      ctx.close();
    } else {
      LOG.error("a connection failed", e);
      ctx.fireExceptionCaught(e);
    }
  }

  private void endSocket(ChannelHandlerContext ctx, Throwable e) {
    faults.note(ClientFault.MALFORMED_FRAME, client, String.valueOf(e.getMessage()));
    WebSocketCloseStatus status =
        e instanceof TooLongFrameException
            ? WebSocketCloseStatus.MESSAGE_TOO_BIG
            : WebSocketCloseStatus.PROTOCOL_ERROR;
    refused = true;
    ctx.writeAndFlush(new CloseWebSocketFrame(status)).addListener(written -> linger(ctx));
  }

  private static boolean isHttp2(HttpRequest request) {
    return request.decoderResult().cause() instanceof BadHeadException e
        && e.fault() == ClientFault.HTTP2;
  }

  private void refuseHttp2(ChannelHandlerContext ctx, HttpRequest request) {
    ReferenceCountUtil.release(request);
    faults.note(ClientFault.HTTP2, client, request.decoderResult().cause().getMessage());
    answer(ctx, ctx.alloc().buffer().writeBytes(HTTP2_REFUSAL));
  }

  /**
   * Sends an error response, unless the client would take it for the response to another request,
   * and closes.
   */
  private void refuse(ChannelHandlerContext ctx, ClientFault fault, int status, String detail) {
    faults.note(fault, client, detail);
    if (unanswered > 1 || answerBegun) {
      refused = true;
      ctx.close();
    } else {
      answer(ctx, RawProblem.of(ctx.alloc(), new Problem(status, fault.title(), detail)));
    }
  }

  /** Writes past the encoders, which may still expect parts of another message. */
  private void answer(ChannelHandlerContext ctx, ByteBuf bytes) {
    ChannelHandlerContext first = ctx.pipeline().context(decoder);
    (first == null ? ctx : first).writeAndFlush(bytes).addListener(written -> linger(ctx));
    refused = true;
  }

  /**
   * Closes the sending side and continues to read briefly: a connection that is closed with unread
   * bytes is reset, and then the client may lose the response.
   */
  private void linger(ChannelHandlerContext ctx) {
    refused = true;
    enter(Phase.END);
    if (ctx.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
      duplex.shutdownOutput();
      ctx.channel().config().setAutoRead(true);
      schedule(ctx, LINGER.toNanos());
    } else {
      ctx.close();
    }
  }
}
