package io.streamproc.core.http.address;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;

/**
 * Finds the address that a request counts for. It is the address of the connection, unless that
 * belongs to a trusted proxy: then it is the one that the proxy names, and so on through a chain of
 * trusted proxies. Text that the client itself wrote into the field precedes the entry of the first
 * trusted proxy and is never reached. Thread-safe.
 */
public final class TrustedProxies {
  private final List<AddressRange> ranges;
  private final ForwardedField field;

  public TrustedProxies(ProxySettings settings) {
    ranges = settings.trusted().stream().map(AddressRange::parse).toList();
    field = settings.field();
  }

  /** Whether a connection comes from a trusted proxy. */
  public boolean isTrusted(SocketAddress peer) {
    return !ranges.isEmpty() && isTrusted(AddressRange.bytes(peer));
  }

  /** The client that a request counts for in limits per address. */
  public ClientAddress client(HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    return isTrusted(peer)
        ? client(AddressRange.bytes(peer), request.headers().getAll(field.header()))
        : ClientAddress.of(peer);
  }

  /**
   * If a proxy names no address, as with {@code for=unknown}, its own address counts.
   *
   * @param fields the values of all fields of this name, in their order
   */
  ClientAddress client(byte[] peer, List<String> fields) {
    List<byte[]> chain = field.addresses(fields);
    byte[] client = peer;
    for (int i = chain.size() - 1; i >= 0 && chain.get(i) != null && isTrusted(client); i--) {
      client = chain.get(i);
    }
    return ClientAddress.of(client);
  }

  private boolean isTrusted(byte[] address) {
    return address != null && ranges.stream().anyMatch(range -> range.contains(address));
  }
}
