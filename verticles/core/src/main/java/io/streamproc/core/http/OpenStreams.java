package io.streamproc.core.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.streamproc.core.http.address.ClientAddress;
import io.streamproc.core.http.address.TrustedProxies;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * The requests in HTTP/2 that are not finished, of all connections of a server. Each takes about 9
 * KB, for as long as its client does not read the response, so their number is limited, and no
 * address can have all of them. Thread-safe.
 */
final class OpenStreams {
  /** Requests for each connection that the server may have; browsers have 6 with HTTP/1.1. */
  private static final int PER_CONNECTION = 2;

  private static final AttributeKey<OfConnection> OF_CONNECTION =
      AttributeKey.valueOf(OpenStreams.class, "open");

  private final Places places;
  private final TrustedProxies proxies;

  OpenStreams(HttpSettings settings, TrustedProxies proxies) {
    int most = PER_CONNECTION * settings.maxConnections();
    this.places = new Places(most, settings.maxConnectionsPerAddress() == 0 ? 0 : most);
    this.proxies = proxies;
  }

  /**
   * Counts a request until its stream is closed; must be called on the connection's event loop.
   *
   * @return false if its address has too many
   */
  boolean admit(HttpServerRequest request) {
    Channel channel = HttpSurface.channel(request);
    Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    Http2Stream stream = http2.connection().stream(request.streamId());
    if (stream == null || stream.state() == Http2Stream.State.CLOSED) {
      return true; // the client has reset it
    }
    OfConnection open = channel.attr(OF_CONNECTION).get();
    if (open == null) {
      open = new OfConnection(request.remoteAddress());
      channel.attr(OF_CONNECTION).set(open);
      http2.connection().addListener(open);
    }
    return open.add(stream.id());
  }

  private final class OfConnection extends Http2ConnectionAdapter {
    private final ClientAddress client;
    private final boolean shared;
    private final Set<Integer> counted = new HashSet<>();

    OfConnection(SocketAddress peer) {
      client = ClientAddress.of(peer);
      shared = proxies.isTrusted(peer);
    }

    boolean add(int stream) {
      return places.take(client, shared) && counted.add(stream);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      if (counted.remove(stream.id())) {
        places.free(client);
      }
    }
  }
}
