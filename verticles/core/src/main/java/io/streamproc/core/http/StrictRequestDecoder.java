package io.streamproc.core.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Netty's decoder, as Vert.x uses it, behind {@link HeadGrammar} and {@link HeadRules}. A request
 * that they reject is forwarded as a request whose decoding failed, and nothing more is read from
 * the connection.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
  private HeadGrammar head = new HeadGrammar();
  private int checked; // bytes after the reader index that the grammar has checked
  private boolean inHead = true;
  private Throwable failure;

  StrictRequestDecoder(HttpServerOptions options) {
    super(options);
  }

  /** Why nothing more is read, or null. */
  Throwable failure() {
    return failure;
  }

  /** Whether a part of a head has arrived. */
  boolean isHeadBegun() {
    return inHead && !head.atStart();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (failure != null) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int before = out.size();
    int start = in.readerIndex();
    try {
      checkGrammar(in);
      super.decode(ctx, in, out);
      checked -= in.readerIndex() - start;
      for (int i = before; i < out.size(); i++) {
        take(out.get(i));
      }
    } catch (BadHeadException e) {
      in.skipBytes(in.readableBytes());
      refuse(e, before, out);
    }
  }

  private void checkGrammar(ByteBuf in) {
    int unchecked = in.readableBytes() - checked;
    if (inHead && !head.atEnd() && unchecked > 0) {
      int end = in.forEachByte(in.readerIndex() + checked, unchecked, head);
      checked = end < 0 ? in.readableBytes() : end + 1 - in.readerIndex();
    }
  }

  private void take(Object decoded) {
    if (decoded instanceof HttpRequest request) {
      inHead = false;
      failure = request.decoderResult().cause();
      if (failure == null) {
        HeadRules.check(request);
      } else {
        request.setProtocolVersion(HttpVersion.HTTP_1_1); // the response would repeat the version
      }
    }
    if (decoded instanceof LastHttpContent && failure == null) {
      inHead = true;
      checked = 0;
      head = new HeadGrammar();
    }
  }

  private void refuse(BadHeadException e, int before, List<Object> out) {
    failure = e;
    while (out.size() > before) {
      out.remove(out.size() - 1);
    }
    HttpMessage invalid = createInvalidMessage();
    invalid.setDecoderResult(DecoderResult.failure(e));
    out.add(invalid);
  }
}
