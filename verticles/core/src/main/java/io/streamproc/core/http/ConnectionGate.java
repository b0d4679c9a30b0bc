package io.streamproc.core.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.streamproc.core.http.address.ClientAddress;
import io.streamproc.core.http.address.TrustedProxies;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;

/**
 * Admits connections to a server: their number is limited, in total and for each address, and each
 * gets a {@link ConnectionGuard}. With TLS a connection is counted before its handshake, which
 * costs the server more than the client. Thread-safe.
 */
final class ConnectionGate {
  private static final String HTTP1_DECODER = "httpDecoder"; // Vert.x's name

  private final HttpSettings settings;
  private final TrustedProxies proxies;
  private final RequestRate rate;
  private final Places places;
  private final Penalties penalties = new Penalties(System::nanoTime);
  private final ClientFaults faults;

  ConnectionGate(
      HttpSettings settings, TrustedProxies proxies, RequestRate rate, ClientFaults faults) {
    this.settings = settings;
    this.proxies = proxies;
    this.rate = rate;
    this.faults = faults;
    places = new Places(settings.maxConnections(), settings.maxConnectionsPerAddress());
  }

  /** The number of open connections, including those whose handshake is not finished. */
  int open() {
    return places.open();
  }

  /**
   * Counts a connection before its handshake. The handshake counts as a request of its address. If
   * there are too many, the caller closes the connection: no response can be sent.
   *
   * @param readsBodies whether request handlers enforce the timeout of a body themselves
   */
  boolean admitHandshake(Channel channel, boolean readsBodies) {
    boolean inet = channel.remoteAddress() instanceof InetSocketAddress;
    SocketAddress client =
        inet ? SocketAddress.inetSocketAddress((InetSocketAddress) channel.remoteAddress()) : null;
    if (penalties.has(ClientAddress.of(client))) {
      faults.note(ClientFault.TOO_MANY_CONNECTIONS, client, "it has just flooded another one");
      return false;
    }
    if (!proxies.isTrusted(client) && !rate.takeHandshake(ClientAddress.of(client))) {
      faults.note(ClientFault.TOO_MANY_REQUESTS, client, "see http.rate-per-address");
      return false;
    }
    if (take(client, channel)) {
      new Http2Watch(channel, client, timeouts(readsBodies), faults).begin();
      return true;
    }
    faults.note(ClientFault.TOO_MANY_CONNECTIONS, client, detail());
    return false;
  }

  /**
   * Refuses new connections of an address for some seconds, unless it may be that of many clients.
   */
  void penalize(SocketAddress client) {
    if (isOneClient(client)) {
      penalties.add(ClientAddress.of(client));
    }
  }

  /** Whether an address is that of a single client, as far as the settings say. */
  boolean isOneClient(SocketAddress address) {
    return settings.maxConnectionsPerAddress() > 0 && !proxies.isTrusted(address);
  }

  /** Counts a connection without TLS, or refuses it with 503. */
  boolean admit(HttpServerConnection connection) {
    SocketAddress client = connection.remoteAddress();
    ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
    if (take(client, pipeline.channel())) {
      return true;
    }
    faults.note(ClientFault.TOO_MANY_CONNECTIONS, client, detail());
    Problem problem = new Problem(503, ClientFault.TOO_MANY_CONNECTIONS.title(), detail());
    pipeline
        .firstContext()
        .writeAndFlush(RawProblem.of(pipeline.channel().alloc(), problem))
        .addListener(ChannelFutureListener.CLOSE);
    return false;
  }

  private boolean take(SocketAddress peer, Channel channel) {
    ClientAddress client = ClientAddress.of(peer);
    if (!places.take(client, proxies.isTrusted(peer))) {
      return false;
    }
    channel.closeFuture().addListener(closed -> places.free(client));
    return true;
  }

  private ConnectionTimeouts timeouts(boolean readsBodies) {
    return new ConnectionTimeouts(settings, readsBodies);
  }

  private String detail() {
    return "see http.max-connections and http.max-connections-per-address, "
        + places.open()
        + " open";
  }

  /**
   * Supervises a connection with HTTP/1.1. Depends on the handlers in Vert.x's pipeline; a test
   * fails if a version changes them.
   */
  void guard(HttpServerConnection connection, HttpServerOptions options, boolean readsBodies) {
    ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
    if (pipeline.get(HTTP1_DECODER) == null) {
      return; // HTTP/2 has frames: nothing is ambiguous there, and Http2Watch looks at it
    }
    StrictRequestDecoder decoder = new StrictRequestDecoder(options);
    pipeline.replace(HTTP1_DECODER, HTTP1_DECODER, decoder);
    SocketAddress client = connection.remoteAddress();
    pipeline.addBefore(
        "handler", "guard", new ConnectionGuard(decoder, timeouts(readsBodies), faults, client));
  }
}
