package io.streamproc.core.http.address;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;

/**
 * Identifies a client in limits per address: an IPv4 address, or an IPv6 network of 64 bits,
 * because a client chooses the other 64 bits freely.
 *
 * @param text the address or network, for messages; empty if the client has no IP address
 */
public record ClientAddress(String text) {
  private static final int IPV6_BYTES = 16;
  private static final int NETWORK_BYTES = 8;

  public static ClientAddress of(SocketAddress client) {
    return of(AddressRange.bytes(client));
  }

  /**
   * @param address 4 or 16 bytes, as {@link AddressRange#bytes} returns them; null for none
   */
  static ClientAddress of(byte[] address) {
    if (address == null) {
      return new ClientAddress("");
    }
    if (address.length != IPV6_BYTES) {
      return new ClientAddress(NetUtil.bytesToIpAddress(address));
    }
    byte[] network = Arrays.copyOf(Arrays.copyOf(address, NETWORK_BYTES), IPV6_BYTES);
    return new ClientAddress(NetUtil.bytesToIpAddress(network) + "/64");
  }
}
