package io.streamproc.cluster;

import com.hazelcast.config.TcpIpConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/**
 * The listed members, without those ports of this machine on which nobody listens at the moment:
 * most of a range that is there for processes to come. Hazelcast asks for the list when it joins
 * and whenever it looks for lost members; each address that does not answer costs it a second then,
 * and five seconds later. Its own port is bound before, so of two that start in the same instant at
 * least one sees the other.
 */
final class ListeningMembers extends TcpIpConfig {
  private static final int PATIENCE_MS = 200;

  private final List<String> listed;

  ListeningMembers(List<String> listed) {
    this.listed = listed;
  }

  @Override
  public List<String> getMembers() {
    return listed.stream().filter(ListeningMembers::mayListen).toList();
  }

  private static boolean mayListen(String member) {
    int colon = member.lastIndexOf(':');
    InetSocketAddress address =
        new InetSocketAddress(
            member.substring(0, colon), Integer.parseInt(member.substring(colon + 1)));
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      return true; // to find out takes as long as Hazelcast itself would
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, PATIENCE_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
