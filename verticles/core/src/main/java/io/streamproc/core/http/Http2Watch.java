package io.streamproc.core.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enforces the timeouts of a connection with HTTP/2, as {@link ConnectionGuard} does with HTTP/1.1.
 * It checks the connection periodically, beginning before the handshake: Vert.x reports a
 * connection only after the first frame of the client, which may never come. Netty has the other
 * limits: resets and control frames per interval, the size of a header block and its CONTINUATION
 * frames, and streams per connection.
 */
final class Http2Watch extends Http2ConnectionAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Watch.class);

  private final Channel channel;
  private final SocketAddress client;
  private final ConnectionTimeouts timeouts;
  private final ClientFaults faults;
  private final LongSupplier nanoTime;
  private Http2Connection connection;
  private Http2Connection.PropertyKey progress;
  private long begun; // the connection, with its handshake done
  private long idleSince;
  private boolean goAwaySent;
  private Http2FrameListener frames;
  private int windowUpdates;

  /** The state of a stream at a check, from which the next one sees whether its client reads. */
  private record Progress(WaitingFor what, Reading reading, long since) {}

  private record Reading(int window, int sharedWindow, int windowUpdates) {}

  private enum WaitingFor {
    CLIENT_SENDS,
    CLIENT_READS,
    SERVER
  }

  Http2Watch(
      Channel channel, SocketAddress client, ConnectionTimeouts timeouts, ClientFaults faults) {
    this(channel, client, timeouts, faults, System::nanoTime);
  }

  Http2Watch(
      Channel channel,
      SocketAddress client,
      ConnectionTimeouts timeouts,
      ClientFaults faults,
      LongSupplier nanoTime) {
    this.channel = channel;
    this.client = client;
    this.timeouts = timeouts;
    this.faults = faults;
    this.nanoTime = nanoTime;
  }

  /** Watches until the connection ends or turns out to be HTTP/1.1. */
  void begin() {
    begun = nanoTime.getAsLong();
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.handshakeFuture().addListener(done -> begun = nanoTime.getAsLong());
    }
    schedule(period());
  }

  private long period() {
    return Math.min(timeouts.head().toNanos(), timeouts.idle().toNanos());
  }

  private void schedule(long nanos) {
    channel.eventLoop().schedule(this::checkIfOpen, nanos, TimeUnit.NANOSECONDS);
  }

  private void checkIfOpen() {
    ChannelPipeline pipeline = channel.pipeline();
    if (!channel.isActive() || pipeline.get(ConnectionGuard.class) != null) {
      return;
    }
    Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
    // Without it the handshake goes on, which has a timeout of its own.
    schedule(http2 == null ? period() : check(http2));
  }

  /**
   * @return time until the next check
   */
  private long check(Http2ConnectionHandler http2) {
    long now = nanoTime.getAsLong();
    if (connection == null) {
      connection = http2.connection();
      connection.addListener(this);
      progress = connection.newKey();
      idleSince = now;
    }
    countWindowUpdates(http2.decoder());
    if (connection.remote().lastStreamCreated() == 0) {
      long left = timeouts.head().toNanos() - (now - begun);
      if (left > 0) {
        return Math.min(left, period());
      }
      end(http2); // no request within the timeout of the first head
    } else if (connection.numActiveStreams() > 0) {
      checkStreams(http2.encoder().flowController(), now);
    } else if (now - idleSince >= timeouts.idle().toNanos()) {
      end(http2);
    }
    return period();
  }

  /**
   * A window that is used up at once has the same size as before: only its updates show that the
   * client reads.
   */
  private void countWindowUpdates(Http2ConnectionDecoder decoder) {
    if (decoder.frameListener() == frames) {
      return;
    }
    frames =
        new Http2FrameListenerDecorator(decoder.frameListener()) {
          @Override
          public void onWindowUpdateRead(ChannelHandlerContext ctx, int stream, int increment)
              throws Http2Exception {
            windowUpdates++;
            super.onWindowUpdateRead(ctx, stream, increment);
          }
        };
    decoder.frameListener(frames);
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    idleSince = nanoTime.getAsLong();
  }

  private void checkStreams(Http2RemoteFlowController flow, long now) {
    try {
      Http2Stream slow = connection.forEachActiveStream(stream -> !isTooSlow(stream, flow, now));
      if (slow != null) {
        faults.note(ClientFault.TOO_SLOW, client, "stream " + slow.id() + " made no progress");
        channel.pipeline().firstContext().close(); // does not wait for the stream, unlike GOAWAY
      }
    } catch (Http2Exception e) {
      LOG.error("can't check the streams of a connection", e);
    }
  }

  private boolean isTooSlow(Http2Stream stream, Http2RemoteFlowController flow, long now) {
    WaitingFor what = waitingFor(stream, flow);
    int sharedWindow = flow.windowSize(connection.connectionStream());
    Reading reading = new Reading(flow.windowSize(stream), sharedWindow, windowUpdates);
    Progress before = stream.getProperty(progress);
    boolean moved = before == null || before.what != what;
    if (what == WaitingFor.CLIENT_READS && !moved) {
      moved = !before.reading.equals(reading);
    }
    if (moved) {
      stream.setProperty(progress, new Progress(what, reading, now));
      return false;
    }
    return switch (what) {
      case CLIENT_SENDS -> now - before.since >= timeouts.head().toNanos();
      case CLIENT_READS -> now - before.since >= timeouts.idle().toNanos();
      case SERVER -> false;
    };
  }

  private WaitingFor waitingFor(Http2Stream stream, Http2RemoteFlowController flow) {
    if (flow.hasFlowControlled(stream)) {
      return WaitingFor.CLIENT_READS;
    }
    boolean answered = !stream.state().localSideOpen();
    boolean bodyOpen = stream.state().remoteSideOpen();
    return bodyOpen && (answered || !timeouts.readsBodies())
        ? WaitingFor.CLIENT_SENDS
        : WaitingFor.SERVER;
  }

  /** Sends GOAWAY, and closes at the next check if the client has not closed by then. */
  private void end(Http2ConnectionHandler http2) {
    if (goAwaySent) {
      channel.pipeline().firstContext().close();
    } else {
      goAwaySent = true;
      channel.pipeline().context(http2).close();
    }
  }
}
