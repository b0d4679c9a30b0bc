package io.streamproc.cluster;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.spi.MemberAddressProvider;
import java.net.InetSocketAddress;

/**
 * Gives Hazelcast the addresses in the settings: the one to bind and the one that other members
 * use. By default Hazelcast chooses among the addresses of the machine's interfaces.
 */
final class MemberAddress implements MemberAddressProvider {
  private final Endpoint member;

  MemberAddress(Endpoint member) {
    this.member = member;
  }

  /** Port 0 stands for the first free port of the range. */
  @Override
  public InetSocketAddress getBindAddress() {
    return new InetSocketAddress(Addresses.resolve(member.host()), 0);
  }

  @Override
  public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
    return getBindAddress();
  }

  /** Port 0 stands for the bound port. */
  @Override
  public InetSocketAddress getPublicAddress() {
    return member.publicHost().isBlank()
        ? getBindAddress()
        : new InetSocketAddress(Addresses.resolve(member.publicHost()), member.publicPort());
  }

  @Override
  public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
    return getPublicAddress();
  }
}
