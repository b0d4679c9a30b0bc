package io.streamproc.core.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS for a server that decides about each connection before its handshake. Vert.x calls its
 * connection handler only after the handshake, and a client can open any number of connections
 * without ever finishing one. This is the one place where Vert.x lets a user add code before that.
 *
 * <p>The records and handshakes are BoringSSL's where its library can be loaded, as it costs less
 * processor time (docs/security.md has figures), and Java's elsewhere.
 */
final class HandshakeGate extends JdkSSLEngineOptions {
  private final Predicate<Channel> admission;
  private final SslProvider provider;

  /**
   * @param admission whether a connection may begin its handshake; else it is closed
   */
  HandshakeGate(Predicate<Channel> admission) {
    this(admission, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
  }

  /** With a chosen library. */
  HandshakeGate(Predicate<Channel> admission, SslProvider provider) {
    this.admission = admission;
    this.provider = provider;
  }

  @Override
  public HandshakeGate copy() {
    return this; // has no state of its own
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new DefaultSslContextFactory(provider, false) {
      @Override
      public SslContext create() throws SSLException {
        return new Context(super.create(), admission);
      }
    };
  }

  private static final class Context extends DelegatingSslContext {
    private final Predicate<Channel> admission;

    Context(SslContext context, Predicate<Channel> admission) {
      super(context);
      this.admission = admission;
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator alloc, String host, int port, boolean startTls, Executor executor) {
      return new Handshake(newEngine(alloc, host, port), executor, admission);
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator alloc, boolean startTls, Executor executor) {
      return new Handshake(newEngine(alloc), executor, admission);
    }

    @Override
    protected void initEngine(SSLEngine engine) {
      // Vert.x does it
    }
  }

  private static final class Handshake extends SslHandler {
    /**
     * Little more than the longest record, instead of 64 KB: what is read at once is decrypted
     * before other connections have their turn, and a hostile client sends records of a few bytes.
     */
    private static final int MOST_READ = 18 * 1024;

    private static final int LEAST_READ = 512;
    private static final int FIRST_READ = 2_048;

    private final Predicate<Channel> admission;
    private boolean refused;

    Handshake(SSLEngine engine, Executor executor, Predicate<Channel> admission) {
      super(engine, false, executor);
      this.admission = admission;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
      super.handlerAdded(ctx);
      ctx.channel()
          .config()
          .setRecvByteBufAllocator(
              new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ));
      refused = !admission.test(ctx.channel());
      if (refused) {
        ctx.close();
      }
    }

    /** A refused connection is counted as such, and not as a failed handshake as well. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
      if (!refused) {
        super.channelInactive(ctx);
      }
    }
  }
}
