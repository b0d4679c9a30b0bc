package io.streamproc.core.http.address;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;

/**
 * A range of IP addresses in CIDR notation (RFC 4632, 3.1; RFC 4291, 2.3).
 *
 * @param address 4 or 16 bytes
 * @param prefix how many of its first bits all addresses of the range have
 */
record AddressRange(byte[] address, int prefix) {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  /** {@code ::ffff:0:0/96} holds the IPv4 addresses (RFC 4291, 2.5.5.2). */
  private static final AddressRange MAPPED_IPV4 =
      new AddressRange(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}, 96);

  /**
   * @param text {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address
   * @throws IllegalArgumentException if it is none of these, or has bits after the prefix
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException("is not an IP address or a range such as 10.0.0.0/8");
    }
    int bits = address.length * Byte.SIZE;
    int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1), bits);
    for (int i = prefix; i < bits; i++) {
      if (bit(address, i)) {
        throw new IllegalArgumentException("has bits after its prefix of " + prefix + " bits");
      }
    }
    return new AddressRange(address, prefix);
  }

  private static int prefix(String text, int bits) {
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > bits) {
      throw new IllegalArgumentException("needs a prefix of 0 to " + bits + " bits");
    }
    return Integer.parseInt(text);
  }

  /**
   * Parses an address without a look-up.
   *
   * @return 4 bytes for an IPv4 address, also if it is mapped into IPv6, 16 for another IPv6
   *     address; null if the text is no address or has a zone
   */
  static byte[] bytes(String text) {
    boolean literal = text.indexOf('[') < 0 && text.indexOf('%') < 0;
    byte[] address = literal ? NetUtil.createByteArrayFromIpAddressString(text) : null;
    if (address == null || !MAPPED_IPV4.contains(address)) {
      return address;
    }
    byte[] mapped = new byte[IPV4_BYTES];
    System.arraycopy(address, IPV6_BYTES - IPV4_BYTES, mapped, 0, IPV4_BYTES);
    return mapped;
  }

  /** The address of the other end of a connection, without the zone; null if it has none. */
  static byte[] bytes(SocketAddress peer) {
    String literal = peer == null ? null : peer.hostAddress();
    if (literal == null) {
      return null;
    }
    int zone = literal.indexOf('%');
    return bytes(zone < 0 ? literal : literal.substring(0, zone));
  }

  boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int i = 0; i < prefix; i++) {
      if (bit(address, i) != bit(other, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean bit(byte[] bytes, int i) {
    return (bytes[i / Byte.SIZE] & 0x80 >> i % Byte.SIZE) != 0;
  }
}
